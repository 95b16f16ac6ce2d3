"""What websites put around articles, in their own words: a table of data.

`whole`: the line is the phrase and nothing else but punctuation.
`label`: the line is the phrase, or the phrase, a colon (or a wide space) and something after it.
`start`: the line begins with the phrase; only phrases that no article begins a paragraph with.
"""

# ruff: noqa: E501 -- a table

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefing.models import ParagraphKind


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one rule."""

    rule: str
    kind: ParagraphKind = "boilerplate"
    whole: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    longest: int = 120
    """Code points; a longer line isn't judged by this rule."""


TABLE: tuple[Phrases, ...] = (
    Phrases(
        "comment-form",
        whole=(
            "leave a comment", "leave a reply", "post a comment", "add a comment", "write a comment", "join the discussion",
            "comments are closed", "comments", "post comment", "cancel reply",
            "kommentar schreiben", "kommentar hinterlassen", "einen kommentar schreiben", "schreibe einen kommentar",
            "schreiben sie einen kommentar", "kommentar verfassen", "kommentar abschicken", "antwort abbrechen", "kommentare",
            "laisser un commentaire", "laissez un commentaire", "poster un commentaire", "ajouter un commentaire",
            "commentaires", "annuler la réponse", "réagir",
            "deja un comentario", "deja una respuesta", "dejar un comentario", "publicar comentario", "comentarios",
            "lascia un commento", "lascia una risposta", "commenti", "annulla risposta",
            "deixe um comentário", "deixe uma resposta", "deixar um comentário", "comentários", "publicar comentário",
            "оставить комментарий", "оставьте комментарий", "добавить комментарий", "написать комментарий", "комментарии",
            "отменить ответ", "войдите, чтобы оставить комментарий",
            "залишити коментар", "додати коментар", "коментарі", "залишити відповідь",
            "اترك تعليقا", "اترك تعليق", "اترك تعليقك", "اترك ردا", "اترك رد", "اضف تعليق", "اضف تعليقا", "اضف تعليقك",
            "اكتب تعليقا", "اكتب تعليقك", "شارك برايك", "التعليقات", "تعليقات", "الغاء الرد", "ارسال التعليق",
            "دیدگاهتان را بنویسید", "نظر شما", "ارسال نظر", "نظرات", "ثبت نظر", "نظر بدهید", "فرستادن دیدگاه",
            "发表评论", "发表回复", "添加评论", "我要评论", "网友评论", "取消回复", "评论", "写评论",
            "コメントを残す", "コメントする", "コメントを書く", "コメント", "コメントを投稿",
            "yorum yap", "yorum yaz", "yorum bırak", "bir yorum yazın", "bir cevap yazın", "yorumlar", "cevabı iptal et",
        ),
        start=(
            "your email address will not be published", "required fields are marked", "save my name, email",
            "you must be logged in to post a comment", "log in to comment", "notify me of",
            "deine e-mail-adresse wird nicht veröffentlicht", "ihre e-mail-adresse wird nicht veröffentlicht",
            "erforderliche felder sind", "meinen namen, meine e-mail", "sie müssen angemeldet sein, um",
            "votre adresse e-mail ne sera pas publiée", "votre adresse de messagerie ne sera pas publiée",
            "les champs obligatoires sont", "enregistrer mon nom, mon e-mail", "vous devez vous connecter pour publier",
            "tu dirección de correo electrónico no será", "los campos obligatorios están", "guarda mi nombre, correo",
            "il tuo indirizzo email non sarà pubblicato", "i campi obbligatori sono contrassegnati", "salva il mio nome, email",
            "o seu endereço de e-mail não será", "o seu endereço de email não será", "campos obrigatórios são marcados",
            "ваш адрес email не будет опубликован", "ваш e-mail не будет опубликован", "обязательные поля помечены",
            "сохранить моё имя, email", "войдите, чтобы оставить комментарий",
            "ваша e-mail адреса не оприлюднюватиметься", "обов'язкові поля позначені",
            "لن يتم نشر عنوان بريدك", "لن يتم نشر بريدك", "الحقول الالزامية مشار", "الحقول المطلوبة مشار", "احفظ اسمي",
            "احفظ بياناتي في هذا المتصفح", "يجب انت تكون مسجل الدخول", "يجب ان تكون مسجل الدخول", "تعليقك يخضع للمراجعة",
            "نشانی ایمیل شما منتشر نخواهد شد", "بخش‌های موردنیاز علامت‌گذاری", "ذخیره نام، ایمیل",
            "您的电子邮箱地址不会被公开", "您的邮箱地址不会被公开", "电子邮件地址不会被公开", "必填项已用", "在此浏览器中保存我的",
            "メールアドレスが公開されることはありません", "が付いている欄は必須項目です", "次回のコメントで使用するため",
            "e-posta adresiniz yayınlanmayacak", "e-posta hesabınız yayımlanmayacak", "gerekli alanlar", "daha sonraki yorumlarımda",
        ),
        longest=200,
    ),
    Phrases(
        "related-link",
        whole=(
            "empfohlener artikel", "empfohlene artikel", "das könnte sie auch interessieren", "das könnte dich auch interessieren",
            "ähnliche artikel", "ähnliche beiträge", "verwandte artikel", "weitere artikel", "mehr zum thema", "meistgelesen",
            "recommended articles", "recommended for you", "related articles", "related posts", "related stories", "related news",
            "you may also like", "you might also like", "more on this story", "most read", "most popular", "trending now",
            "articles similaires", "articles recommandés", "sur le même sujet", "à lire aussi", "les plus lus", "lire la suite",
            "artículos relacionados", "noticias relacionadas", "también te puede interesar", "lo más leído", "más noticias",
            "articoli correlati", "potrebbe interessarti", "potrebbe interessarti anche", "i più letti",
            "artigos relacionados", "notícias relacionadas", "você também pode gostar", "mais lidas",
            "похожие новости", "похожие статьи", "материалы по теме", "новости по теме", "другие новости", "самое читаемое",
            "схожі новини", "матеріали за темою", "новини за темою", "популярні новини",
            "مقالات ذات صلة", "مواضيع ذات صلة", "اخبار ذات صلة", "مواضيع متعلقة", "قد يعجبك", "قد يعجبك ايضا", "قد يهمك ايضا", "فيديو قد يعجبك", "الاكثر قراءة",
            "مقاله‌های مرتبط", "مطالب مرتبط", "اخبار مرتبط", "پربازدیدترین‌ها",
            "相关新闻", "相关文章", "相关报道", "推荐阅读", "延伸阅读", "热门文章", "猜你喜欢",
            "関連ニュース", "おすすめ記事", "あわせて読みたい", "人気記事", "アクセスランキング",
            "ilgili haberler", "benzer haberler", "önerilen haberler", "çok okunanlar", "ilginizi çekebilir",
        ),
        label=(
            "lesen sie", "lesen sie auch", "lesen sie dazu", "lesen sie mehr", "lesen sie hier", "lies auch", "auch interessant",
            "mehr zum thema", "siehe auch", "weiterlesen", "lesetipp",
            "read also", "also read", "read more", "read next", "see also", "related", "related story", "related article",
            "more on this",
            "lire aussi", "à lire aussi", "à lire", "lire également", "voir aussi", "sur le même sujet", "lire plus",
            "te puede interesar", "le puede interesar", "también te puede interesar", "vea también", "mira también", "sepa más", "lee también", "lea también", "leer más", "ver también", "más información",
            "leggi anche", "vedi anche", "leggi di più", "per approfondire",
            "leia também", "leia mais", "veja também", "saiba mais",
            "читайте также", "читать также", "читайте ещё", "читайте еще", "смотрите также", "по теме", "подробнее",
            "читайте також", "дивіться також", "за темою",
            "اقرا ايضا", "اقرا المزيد", "اقرا كذلك", "شاهد ايضا", "طالع ايضا", "انظر ايضا", "ذات صلة", "للمزيد",
            "بیشتر بخوانید", "همچنین بخوانید", "بخوانید", "مطالب بیشتر",
            "相关阅读", "相关链接", "延伸阅读", "阅读更多", "更多阅读", "另请参阅", "推荐阅读", "点击阅读",
            "関連記事", "関連リンク", "こちらも読む", "続きを読む", "あわせて読みたい",
            "ilgili haber", "ayrıca okuyun", "bunu da oku", "daha fazla oku", "ayrıca bakınız",
        ),
        longest=250,
    ),
    Phrases(
        "advert-label",
        whole=(
            "advertisement", "advertisements", "sponsored", "sponsored content", "advertorial", "anzeige", "werbung",
            "publicité", "publicidad", "pubblicità", "publicidade", "reklam", "реклама", "реклама і знижки",
            "إعلان", "إعلانات", "مساحة إعلانية", "آگهی", "تبلیغات", "广告", "廣告", "広告", "advertisement - continue reading below",
            "story continues below advertisement", "artikel wird unter der werbung fortgesetzt",
        ),
    ),
    Phrases(
        "subscribe",
        whole=(
            "newsletter", "subscribe", "subscribe now", "jetzt abonnieren", "abonnieren", "s'abonner", "abonnez-vous",
            "suscríbete", "abbonati", "iscriviti", "assine", "assine já", "подписаться", "подпишитесь", "підписатися",
            "اشترك", "اشترك الآن", "عضویت", "عضویت در خبرنامه", "订阅", "立即订阅", "購読する", "abone ol", "follow us",
            "folgen sie uns", "suivez-nous", "síguenos", "seguici", "siga-nos", "تابعنا", "关注我们", "フォローする",
            "bizi takip edin", "suscríbete y lee sin límites",
        ),
        label=("newsletter abonnieren", "newsletter bestellen", "zum newsletter anmelden"),
        start=(
            "subscribe to our", "subscribe to the newsletter", "sign up for our", "sign up for the newsletter", "sign up to our",
            "get our newsletter", "follow us on", "join our telegram", "join our whatsapp", "support our journalism",
            "support our reporting", "abonnieren sie unseren", "abonnieren sie den newsletter", "melden sie sich für unseren",
            "folgen sie uns auf", "folge uns auf", "abonnez-vous à", "inscrivez-vous à notre", "inscrivez-vous à la newsletter",
            "suivez-nous sur", "recevez notre newsletter", "s'abonner à", "suscríbete a", "síguenos en", "recibe nuestra",
            "iscriviti alla newsletter", "iscriviti al nostro", "seguici su", "assine nossa", "assine a nossa", "siga-nos no",
            "inscreva-se na nossa", "подпишитесь на наш", "подписывайтесь на наш", "подпишись на наш", "читайте нас в",
            "следите за нами в", "підписуйтесь на наш", "підпишіться на наш", "читайте нас у", "اشترك في نشرتنا",
            "اشترك في النشرة", "اشترك في قناتنا", "تابعونا على", "تابعنا على", "انضم الى قناتنا", "در خبرنامه ما عضو شوید",
            "ما را در تلگرام دنبال کنید", "ما را در اینستاگرام دنبال", "关注我们的", "扫码关注", "扫描二维码", "订阅我们的",
            "メールマガジンを登録", "ニュースレターに登録", "公式アカウントをフォロー", "bültenimize abone", "bültenimize kaydolun",
            "haber bültenimize", "bizi takip edin",
        ),
    ),
    Phrases(
        "subscribers-only",
        whole=(
            "already a subscriber?", "already a member?", "subscribers only", "for subscribers only", "members only",
            "bereits abonnent?", "sie sind bereits abonnent?", "nur für abonnenten", "schon abonnent?",
            "déjà abonné?", "déjà abonné ?", "vous êtes déjà abonné?", "vous êtes déjà abonné ?", "réservé aux abonnés", "article réservé aux abonnés",
            "¿ya eres suscriptor?", "ya soy suscriptor", "solo para suscriptores", "exclusivo para suscriptores",
            "sei già abbonato?", "già abbonato?", "solo per abbonati", "riservato agli abbonati",
            "já é assinante?", "já sou assinante", "exclusivo para assinantes", "só para assinantes",
            "только для подписчиков", "уже подписаны?", "лише для передплатників", "للمشتركين فقط", "خاص بالمشتركين",
            "ویژه مشترکان", "仅限会员", "会员专享", "付费阅读", "有料会員限定", "会員限定", "会員の方はこちら", "無料・有料プランを選択",
            "sadece aboneler için", "abonelere özel",
        ),
        start=(
            "this article is for subscribers only", "this article is exclusive to subscribers", "this content is for subscribers",
            "to continue reading, subscribe", "subscribe to continue reading", "log in to continue reading",
            "dieser artikel ist nur für abonnenten",
            "cet article est réservé aux abonnés", "la suite est réservée aux abonnés",
            "este contenido es exclusivo para suscriptores", "contenido exclusivo para suscriptores", "para seguir leyendo, suscríbete",
            "questo articolo è riservato agli abbonati", "contenuto riservato agli abbonati",
            "conteúdo exclusivo para assinantes", "este conteúdo é exclusivo para assinantes",
            "эта статья доступна только подписчикам", "материал доступен только подписчикам",
            "この記事は会員限定です", "この記事は有料会員限定", "[有料会員限定]", "［有料会員限定］", "この記事は有料記事です", "本文为会员专享", "本文為會員專享",
        ),
    ),
    Phrases(
        "rights",
        whole=(
            "riproduzione riservata", "reproduction interdite", "nachdruck verboten", "prohibida su reproducción",
            "reprodução proibida", "izinsiz kopyalanamaz",
        ),
        start=(
            "no part of this publication may be reproduced", "reproduction without permission",
            "this material may not be published, broadcast", "nachdruck und vervielfältigung", "toute reproduction interdite",
            "reproduction totale ou partielle", "prohibida la reproducción total", "queda prohibida la reproducción",
            "è vietata la riproduzione", "é proibida a reprodução", "при использовании материалов", "при цитировании ссылка",
            "использование материалов разрешено", "перепечатка материалов", "при копіюванні матеріалів",
            "при використанні матеріалів", "يمنع نقل او نسخ", "يمنع النقل دون", "استفاده از مطالب این سایت",
            "نقل مطالب با ذكر منبع", "未经授权", "未经许可", "未經授權", "转载请注明", "版权声明", "本文版权归", "无断转载",
            "無断転載", "無断複製", "記事・写真の無断", "sitemizde yayınlanan", "bu sitedeki içerikler",
        ),
        longest=200,
    ),
    Phrases(
        "page-tool",
        whole=(
            "skip to content", "skip to main content", "back to top", "loading", "loading...", "kommentare werden geladen", "zum inhalt springen",
            "nach oben", "aller au contenu", "haut de page", "saltar al contenido", "ir al contenido", "volver arriba",
            "vai al contenuto", "torna su", "ir para o conteúdo", "voltar ao topo", "перейти к содержимому", "наверх",
            "перейти до вмісту", "تخطى الى المحتوى", "انتقل الى المحتوى", "العودة الى الاعلى", "پرش به محتوا", "返回顶部",
            "跳至内容", "ページトップへ", "本文へスキップ", "içeriğe geç", "yukarı çık", "play video", "pause", "mute",
            "この記事をクリップする", "print this article", "artikel drucken", "artikel merken", "gefällt mir", "mag ich",
            "この記事を印刷する", "text size", "schriftgröße",
        ),
        label=(
            "yazı boyutu", "text size", "font size", "schriftgröße", "taille du texte", "tamaño de letra", "размер шрифта",
            "розмір шрифту", "حجم الخط", "字号", "字体大小", "文字サイズ", "اندازه قلم",
        ),
        start=(
            "نسخ الرابط", "listen to this article", "listen to this story", "artikel anhören", "écouter cet article",
            "escucha este artículo", "escuchar este artículo", "ascolta questo articolo", "ouvir este artigo",
            "нашли ошибку? выделите", "знайшли помилку? виділіть", "заметили ошибку? выделите", "استمع الى المقال",
            "打开微信", "この記事を音声で聴く",
        ),
        longest=80,
    ),
    Phrases(
        "server-notice",
        whole=(
            "just a moment...", "403 forbidden", "404 not found", "500 internal server error", "internal server error",
            "502 bad gateway", "503 service unavailable", "504 gateway timeout", "error establishing a database connection",
            "[email protected]", "attention required! | cloudflare",
        ),
        start=(
            "please enable javascript", "enable javascript and cookies to continue", "you need to enable javascript",
            "javascript is disabled", "javascript must be enabled", "checking your browser before accessing",
            "bitte aktivieren sie javascript", "veuillez activer javascript", "por favor, activa javascript",
            "пожалуйста, включите javascript", "your browser does not support", "ihr browser unterstützt kein",
            "votre navigateur ne supporte pas", "ваш браузер не поддерживает",
        ),
        longest=200,
    ),
    Phrases(
        "source-line",
        "metadata",
        whole=(
            "afp", "dpa", "ap", "reuters", "efe", "ansa", "tass", "тасс", "риа новости", "укрінформ", "xinhua", "新华社",
            "新华网", "共同通信", "時事通信", "anadolu ajansı", "وكالات", "متابعة", "متابعات", "واس", "و م ع", "ایسنا", "ایرنا",
            "dpa/afp", "afp/dpa", "ap/reuters", "redaktion", "redacción", "rédaction", "la rédaction", "redazione", "redação",
            "редакция", "редакція", "هيئة التحرير", "编辑部", "haber merkezi",
        ),
        label=(
            "source", "sources", "quelle", "quellen", "fuente", "fuentes", "fonte", "fonti", "fontes", "kaynak", "источник",
            "источники", "джерело", "المصدر", "مصدر", "منبع", "کد خبر", "شناسه خبر", "来源", "來源", "文章来源", "稿件来源", "信息来源", "出典", "情報源",
        ),
        longest=80,
    ),
    Phrases(
        "author-line",
        "metadata",
        label=(
            "author", "by", "von", "par", "por", "от", "від", "written by", "reported by", "editor", "edited by", "autor", "autorin", "verfasser", "redaktion",
            "auteur", "auteurs", "autora", "autore", "a cura di", "redacción", "автор", "авторы", "текст", "автори", "редактор",
            "الكاتب", "بقلم", "تحرير", "إعداد", "نویسنده", "خبرنگار", "作者", "记者", "編輯", "编辑", "责任编辑",
            "责编", "撰文", "通讯员", "記者", "著者", "執筆", "文", "yazar", "muhabir", "editör",
        ),
        longest=80,
    ),
    Phrases(
        "tag-line",
        "metadata",
        label=(
            "tags", "tag", "tags relacionados", "topics", "related topics", "filed under", "keywords", "schlagwörter", "schlagworte", "themen",
            "mots-clés", "mots clés", "étiquettes", "etiquetas", "palabras clave", "temas", "parole chiave", "argomenti",
            "palavras-chave", "assuntos", "теги", "ключевые слова", "темы", "мітки", "ключові слова", "وسوم", "الوسوم",
            "كلمات دلالية", "الكلمات المفتاحية", "الكلمات الدلالية", "برچسب‌ها", "کلیدواژه‌ها", "标签", "关键词", "關鍵詞",
            "タグ", "キーワード", "etiketler", "anahtar kelimeler",
        ),
        longest=200,
    ),
)  # fmt: skip

#: Words that menus and footers are made of. A line is a menu if they are at least half of its parts.
MENU: tuple[str, ...] = (
    "home", "startseite", "accueil", "inicio", "portada", "início", "página inicial", "главная", "главное", "головна",
    "الرئيسية", "الصفحة الرئيسية", "首页", "首頁", "トップ", "トップページ", "ホーム", "ana sayfa", "anasayfa", "خانه", "صفحه اصلی",
    "menu", "menü", "menú", "меню", "القائمة", "菜单", "メニュー", "منو",
    "login", "log in", "sign in", "register", "anmelden", "registrieren", "abmelden", "mein konto", "connexion", "se connecter",
    "mon compte", "iniciar sesión", "mi cuenta", "accedi", "entrar", "giriş", "üye ol", "войти", "вход", "регистрация",
    "увійти", "вхід", "تسجيل الدخول", "ورود", "登录", "注册", "ログイン", "会員登録",
    "search", "suche", "suchen", "recherche", "rechercher", "buscar", "cerca", "pesquisar", "ara", "поиск", "пошук", "بحث",
    "جستجو", "搜索", "検索",
    "help", "hilfe", "aide", "ayuda", "aiuto", "ajuda", "yardım", "помощь", "مساعدة", "帮助", "ヘルプ",
    "e-paper", "epaper", "podcasts", "podcast", "video", "videos", "vidéos", "видео", "відео", "فيديو", "视频", "動画", "rss",
    "contact", "contact us", "kontakt", "contacto", "contatti", "contato", "iletişim", "контакты", "контакти", "اتصل بنا",
    "تواصل معنا", "تماس با ما", "联系我们", "お問い合わせ",
    "about", "about us", "über uns", "à propos", "qui sommes-nous", "quiénes somos", "chi siamo", "quem somos", "hakkımızda",
    "künye", "о нас", "о проекте", "про нас", "من نحن", "درباره ما", "关于我们", "会社概要",
    "privacy", "privacy policy", "datenschutz", "datenschutzerklärung", "confidentialité", "privacidad",
    "política de privacidad", "aviso legal", "note legali", "política de privacidade", "gizlilik", "gizlilik politikası",
    "политика конфиденциальности", "سياسة الخصوصية", "隐私政策", "プライバシーポリシー", "impressum", "mentions légales",
    "plan du site", "gérer mes cookies", "gérer les cookies", "cookies", "cookie policy", "cookie settings",
    "cookie-einstellungen", "cgu", "cgv", "agb", "terms", "terms of use", "terms of service", "nutzungsbedingungen",
    "conditions générales", "corrections", "sitemap", "advertise", "advertise with us", "mediadaten", "karriere", "jobs",
    "careers", "publicité", "werben", "реклама", "利用規約", "サイトマップ", "广告服务", "网站地图",
    "news", "nachrichten", "aktuelles", "actualités", "noticias", "notizie", "notícias", "новости", "новини", "haberler",
    "أخبار", "الأخبار", "اخبار", "新闻", "要闻", "ニュース", "正文", "記事",
    "world", "politics", "business", "economy", "opinion", "sport", "sports", "culture", "weather", "crossword", "markets",
    "technology", "science", "health", "lifestyle", "politik", "wirtschaft", "kultur", "wetter", "regionales", "panorama",
    "wissen", "politique", "économie", "monde", "international", "société", "météo", "política", "economía", "deportes",
    "cultura", "sociedad", "internacional", "politica", "economia", "esteri", "cronaca", "esportes", "mundo", "политика",
    "экономика", "общество", "спорт", "культура", "мир", "происшествия", "політика", "економіка", "суспільство", "світ",
    "سياسة", "اقتصاد", "رياضة", "ثقافة", "مجتمع", "دولي", "سیاسی", "اقتصادی", "ورزشی", "فرهنگی", "国际", "国内", "财经", "体育",
    "社会", "政治", "経済", "国際", "スポーツ", "文化", "gündem", "ekonomi", "spor", "dünya", "siyaset", "yazarlar", "son dakika",
    "kültür", "sağlık",
)  # fmt: skip

#: Words of share bars and the tools beside them. A line of nothing else is one.
SHARE: tuple[str, ...] = (
    "share", "share this", "share on", "share this article", "tweet", "teilen", "artikel teilen", "merken", "drucken",
    "partager", "partager sur", "imprimer", "compartir", "compartir en", "imprimir", "condividi", "condividi su", "stampa",
    "compartilhar", "compartilhe", "поделиться", "поделиться в", "распечатать", "печать", "поділитися", "роздрукувати",
    "شارك", "شارك على", "شاركها", "شارك هذا المقال", "مشاركة", "مشاركة على", "طباعة", "اشتراک گذاری", "اشتراک‌گذاری", "چاپ",
    "分享", "分享到", "分享至", "打印", "关闭", "返回顶部", "收藏", "シェア", "シェアする", "印刷", "ツイート", "paylaş", "yazdır",
    "print", "save", "copy link", "link kopieren", "copier le lien", "copiar enlace", "копировать ссылку", "نسخ الرابط",
    "复制链接", "linki kopyala",
)  # fmt: skip

#: Names that stand in share bars too; alone they may be what an article is about.
PLATFORMS: tuple[str, ...] = (
    "facebook", "twitter", "x", "whatsapp", "telegram", "linkedin", "pinterest", "reddit", "email", "e-mail", "mail", "viber",
    "messenger", "instagram", "youtube", "tiktok", "threads", "bluesky", "mastodon", "vk", "вконтакте", "одноклассники",
    "телеграм", "фейсбук", "فيسبوك", "فايسبوك", "تويتر", "واتساب", "تيليجرام", "تلغرام", "لينكدإن", "微信", "微博", "qq", "line",
    "flipboard", "xing", "pocket",
)  # fmt: skip

#: Whom a counter counts: readers and views before or after the number.
COUNTED: tuple[str, ...] = (
    "views", "view", "reads", "hits", "shares", "aufrufe", "klicks", "mal gelesen", "vues", "lectures", "partages", "visitas",
    "lecturas", "vistas", "visualizzazioni", "letture", "visualizações", "leituras", "просмотры", "просмотров", "просмотра",
    "просмотр", "прочтений", "перегляди", "переглядів", "перегляд", "görüntülenme", "görüntüleme", "okunma", "okundu",
    "مشاهدة", "مشاهدات", "المشاهدات", "عدد المشاهدات", "قراءة", "قراءات", "عدد القراءات", "زيارة", "عدد الزيارات", "بازدید",
    "تعداد بازدید", "阅读", "阅读量", "阅读数", "阅读次数", "浏览", "浏览量", "浏览次数", "点击", "点击量", "点击数", "閲覧数", "再生回数",
    "人阅读", "次阅读", "次浏览",
)  # fmt: skip

#: The same of comments.
COMMENTS: tuple[str, ...] = (
    "comments", "comment", "kommentare", "kommentar", "commentaires", "commentaire", "comentarios", "comentario", "commenti",
    "commento", "comentários", "comentário", "комментарии", "комментариев", "комментария", "комментарий", "коментарі",
    "коментарів", "коментар", "yorum", "yorumlar", "تعليق", "تعليقات", "التعليقات", "نظر", "نظرات", "دیدگاه", "评论", "条评论",
    "コメント", "件のコメント",
)  # fmt: skip

#: Beginnings of what the buttons of a consent banner say.
CONSENT: tuple[str, ...] = (
    "accept all", "accept cookies", "accept all cookies", "reject all", "manage cookies", "cookie settings", "i agree",
    "manage preferences", "alle akzeptieren", "alle cookies akzeptieren", "alle ablehnen", "cookie-einstellungen",
    "einstellungen verwalten", "tout accepter", "tout refuser", "continuer sans accepter", "accepter et continuer",
    "accepter et fermer", "gérer mes cookies", "paramétrer les cookies", "aceptar todo", "aceptar todas", "aceptar cookies",
    "rechazar todo", "configurar cookies", "accetta tutto", "accetta tutti", "rifiuta tutto", "gestisci cookie",
    "aceitar todos", "aceitar tudo", "rejeitar todos", "принять все", "принять cookie", "отклонить все", "прийняти всі",
    "قبول الكل", "قبول جميع ملفات تعريف الارتباط", "رفض الكل", "پذیرش همه", "全部接受", "接受所有cookie", "すべて同意する",
    "すべて許可", "tümünü kabul et", "tümünü reddet", "çerez ayarları",
)  # fmt: skip

#: How a cookie notice begins.
COOKIE_STARTS: tuple[str, ...] = (
    "we use cookies", "we and our", "this site uses cookies", "this website uses cookies", "our site uses cookies",
    "our website uses cookies", "by continuing to", "by clicking", "wir verwenden cookies", "wir nutzen cookies",
    "wir setzen cookies", "wir und unsere", "diese website verwendet cookies", "diese website nutzt cookies",
    "diese webseite verwendet cookies", "diese seite verwendet cookies", "unsere website verwendet cookies", "nous utilisons des cookies",
    "nous et nos", "avec nos partenaires", "ce site utilise des cookies", "notre site utilise des cookies",
    "en poursuivant votre navigation", "utilizamos cookies", "nosotros y nuestros", "este sitio utiliza cookies",
    "este sitio web utiliza cookies", "esta web utiliza cookies", "usamos cookies", "utilizziamo i cookie",
    "utilizziamo cookie", "noi e i nostri", "questo sito utilizza", "questo sito usa", "nós e os nossos", "este site utiliza",
    "este site usa", "мы используем файлы cookie", "мы используем cookie", "этот сайт использует", "сайт использует файлы cookie",
    "продолжая использовать", "ми використовуємо", "цей сайт використовує", "نستخدم ملفات تعريف الارتباط",
    "يستخدم هذا الموقع", "هذا الموقع يستخدم", "این سایت از کوکی", "این وب‌سایت از کوکی", "ما از کوکی", "本网站使用cookie",
    "本站使用cookie", "我们使用cookie", "当サイトでは", "このサイトは", "当ウェブサイトでは", "bu site çerez", "bu internet sitesi",
    "bu web sitesi", "sitemizde çerez", "sitemiz çerez", "çerez kullanıyoruz",
)  # fmt: skip

#: A cookie by name, and what else a notice speaks of; one of each makes it a notice.
COOKIES: tuple[str, ...] = (
    "cookie",
    "файлы куки",
    "ملفات تعريف الارتباط",
    "كوكيز",
    "کوکی",
    "çerez",
    "クッキー",
    "曲奇",
)
CONSENT_TALK: tuple[str, ...] = (
    "site", "website", "partner", "experience", "privacy", "consent", "setting", "advert", "ads", "traffic", "browser",
    "accept", "agree", "seite", "werbung", "datenschutz", "zustimm", "einwillig", "erlebnis", "navigation", "audience",
    "publicité", "consentement", "partenaires", "sitio", "navegación", "experiencia", "publicidad", "socios", "sito", "navigazione",
    "esperienza", "navegação", "experiência", "сайт", "соглаша", "реклам", "погодж", "الموقع", "موقع", "تجربة", "توافق", "سایت",
    "تجربه", "网站", "网页", "体验", "サイト", "同意", "deneyim", "gizlilik",
)  # fmt: skip

#: `All rights reserved` in the languages at hand.
RIGHTS: tuple[str, ...] = (
    "all rights reserved", "alle rechte vorbehalten", "tous droits réservés", "todos los derechos reservados",
    "reservados todos los derechos", "tutti i diritti riservati", "todos os direitos reservados", "все права защищены",
    "усі права захищено", "всі права захищені", "جميع الحقوق محفوظة", "جميع الحقوق محفوظه", "كل الحقوق محفوظة",
    "تمامی حقوق محفوظ", "کلیه حقوق محفوظ", "تمام حقوق محفوظ", "版权所有", "版權所有", "保留所有权利", "無断転載を禁じます",
    "無断転載禁止", "tüm hakları saklıdır", "her hakkı saklıdır",
)  # fmt: skip
