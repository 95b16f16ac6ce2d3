"""Short news sentences in many languages, written for the tests of encodings; each line stands for itself.

`encoded` gives a text as a legacy encoding has it. Languages and encodings that belong together are in `USED`.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Python's codec → languages that were written in it.
USED: dict[str, str] = {
    "cp1252": "de fr es pt it nl sv da fi nb is ca",
    "iso8859_15": "fr fi",
    "cp1250": "pl cs sk hu sl hr ro",
    "iso8859_2": "pl cs sk hu sl hr",
    "cp1251": "ru uk bg sr be",
    "koi8_r": "ru",
    "koi8_u": "uk",
    "iso8859_5": "ru bg sr",
    "cp866": "ru",
    "cp1253": "el",
    "iso8859_7": "el",
    "cp1254": "tr",
    "cp1255": "he",
    "iso8859_8": "he",
    "cp1256": "ar fa",
    "iso8859_6": "ar",
    "cp1257": "lt lv et",
    "cp1258": "vi",
    "cp874": "th",
    "cp932": "ja",
    "euc_jp": "ja",
    "iso2022_jp": "ja",
    "cp949": "ko",
    "iso2022_kr": "ko",
    "gb18030": "zh",
    "hz": "zh",
    "big5": "zh-Hant",
}

TEXTS: dict[str, str] = {
    "de": """Die Fähre fährt ab Montag wieder über den Sund, teilte das Hafenamt am Freitagabend mit.
Für die Reparatur der Rampe zahlte die Stadt rund vierzigtausend Kronen.
Der Bürgermeister nannte die Verzögerung ärgerlich, schließlich hätten viele Händler Einbußen gehabt.
Größere Schäden gab es nach Angaben der Behörde nicht.
Im nächsten Frühjahr soll außerdem die Straße zum Hafen erneuert werden.""",
    "fr": """Le bac reprendra lundi la traversée du détroit, a annoncé vendredi la capitainerie.
La réparation de la rampe a coûté à la ville près de quarante mille couronnes.
Les pêcheurs, eux, réclamaient une date plus proche ; le maire a promis de les écouter.
Aucun dégât sérieux n'a été constaté à bord, où l'équipage avait été évacué.
L'année prochaine, la chaussée menant au port sera elle aussi refaite.""",
    "es": """El transbordador volverá a cruzar el estrecho el lunes, según informó la autoridad portuaria.
La reparación de la rampa costó al municipio unas cuarenta mil coronas.
¿Cuándo llegarán las ayudas? Los pescadores piden una fecha más cercana.
El alcalde señaló que los daños no fueron graves y agradeció la paciencia de los vecinos.
El próximo año se renovará también el camino que lleva al muelle.""",
    "pt": """A balsa voltará a atravessar o estreito na segunda-feira, informou a administração do porto.
A reparação da rampa custou ao município cerca de quarenta mil coroas.
Os pescadores não aceitaram a explicação e pediram uma data mais próxima.
Segundo o presidente da câmara, não há danos graves na embarcação.
No próximo ano também será renovada a estrada até ao cais.""",
    "it": """Il traghetto tornerà ad attraversare lo stretto lunedì, ha comunicato la capitaneria.
La riparazione della rampa è costata al comune circa quarantamila corone.
Più di cento pescatori chiedono una data più vicina: così non si può andare avanti.
Il sindaco ha detto che non ci sono danni gravi e che la città è pronta.
L'anno prossimo sarà rifatta anche la strada che porta al molo, perché è già rovinata.""",
    "nl": """De veerboot vaart vanaf maandag weer over de zeestraat, meldde het havenbedrijf.
De reparatie van de oprit kostte de gemeente ruim veertigduizend kronen, zo'n één procent van de begroting.
Vissers noemden het uitstel vóór het weekeinde een ramp voor alle eilanden van België tot Zweden.
Volgens de burgemeester zijn er geen ernstige schades en is de reünie niet geannuleerd.
Ook de weg naar de haven wordt volgend jaar geëgaliseerd en vernieuwd.""",
    "sv": """Färjan går åter över sundet från och med måndag, meddelade hamnkontoret på fredagskvällen.
Reparationen av rampen kostade kommunen omkring fyrtiotusen kronor.
Fiskarna hade krävt en tidigare dag och kallade dröjsmålet en skam för öarna.
Några större skador fanns inte, enligt borgmästaren.
Nästa år ska även vägen till kajen få ny beläggning.""",
    "da": """Færgen sejler igen over sundet fra mandag, oplyste havnekontoret fredag aften.
Reparationen af rampen kostede kommunen omkring fyrretusinde kroner.
Fiskerne havde ønsket en tidligere dato og kaldte forsinkelsen en skændsel for øerne.
Der var ingen større skader, sagde borgmesteren på et møde.
Næste år bliver også vejen til kajen udbedret, så lastbilerne kan nå frem.""",
    "nb": """Ferja går igjen over sundet fra mandag, opplyste havnekontoret fredag kveld.
Reparasjonen av rampen kostet kommunen om lag førti tusen kroner.
Fiskerne hadde ønsket en tidligere dato og kalte forsinkelsen en skam for øyene.
Det var ingen større skader, sa ordføreren på et møte.
Neste år blir også veien til kaia utbedret, slik at lastebilene når fram.""",
    "fi": """Lautta liikennöi jälleen salmen yli maanantaista alkaen, satamatoimisto kertoi perjantaina.
Rampin korjaus maksoi kaupungille noin neljäkymmentätuhatta kruunua.
Kalastajat olivat pyytäneet aikaisempaa päivää ja pitivät viivytystä häpeänä.
Suurempia vahinkoja ei pormestarin mukaan syntynyt.
Ensi vuonna myös satamaan johtava tie päällystetään.""",
    "is": """Ferjan siglir aftur yfir sundið frá og með mánudegi, sagði hafnarskrifstofan á föstudag.
Viðgerðin á skábrautinni kostaði bæinn um fjörutíu þúsund krónur.
Sjómenn höfðu óskað eftir fyrri dagsetningu og kölluðu töfina skammarlega.
Engar meiri háttar skemmdir urðu, að sögn bæjarstjórans.
Á næsta ári verður vegurinn að höfninni einnig lagður að nýju.""",
    "ca": """El transbordador tornarà a creuar l'estret dilluns, segons va informar l'autoritat portuària.
La reparació de la rampa va costar a l'ajuntament unes quaranta mil corones.
Els pescadors volien una data més pròxima i van qualificar l'endarreriment de vergonya.
L'alcalde va dir que no hi ha danys greus i que l'embarcació és segura.
L'any vinent també s'arranjarà el camí que porta al moll, on això és més necessari.""",
    "pl": """Prom znów będzie kursował przez cieśninę od poniedziałku, poinformował zarząd portu.
Naprawa rampy kosztowała miasto około czterdziestu tysięcy koron.
Rybacy domagali się wcześniejszego terminu i nazwali opóźnienie hańbą dla wysp.
Według burmistrza nie było poważnych szkód, a załoga jest bezpieczna.
W przyszłym roku wyremontowana zostanie również droga do nabrzeża.""",
    "cs": """Přívoz bude od pondělí opět jezdit přes úžinu, oznámil v pátek večer přístavní úřad.
Oprava rampy stála město přibližně čtyřicet tisíc korun.
Rybáři žádali dřívější termín a zpoždění označili za ostudu pro všechny ostrovy.
Podle starosty nevznikly žádné větší škody a loď je v pořádku.
Příští rok bude opravena také silnice vedoucí k nábřeží.""",
    "sk": """Kompa bude od pondelka opäť premávať cez úžinu, oznámil v piatok večer prístavný úrad.
Oprava rampy stála mesto približne štyridsaťtisíc korún.
Rybári žiadali skorší termín a meškanie označili za hanbu pre všetky ostrovy.
Podľa starostu nevznikli žiadne väčšie škody a loď je v poriadku.
Budúci rok bude opravená aj cesta, ktorá vedie k nábrežiu.""",
    "hu": """A komp hétfőtől ismét közlekedik a szoroson át, közölte péntek este a kikötői hivatal.
A rámpa javítása mintegy negyvenezer koronájába került a városnak.
A halászok korábbi időpontot kértek, és szégyennek nevezték a késést.
A polgármester szerint nem keletkezett súlyosabb kár, a hajó megfelelő állapotban van.
Jövőre a rakparthoz vezető utat is felújítják.""",
    "sl": """Trajekt bo od ponedeljka spet vozil čez ožino, je v petek zvečer sporočila pristaniška uprava.
Popravilo klančine je mesto stalo približno štirideset tisoč kron.
Ribiči so želeli zgodnejši datum in so zamudo označili za sramoto.
Po besedah župana večje škode ni bilo, ladja pa je varna.
Prihodnje leto bodo obnovili tudi cesto, ki pelje do pomola, že spomladi.""",
    "hr": """Trajekt će od ponedjeljka ponovno voziti preko tjesnaca, priopćila je lučka uprava.
Popravak rampe stajao je grad oko četrdeset tisuća kruna.
Ribari su tražili raniji datum i nazvali kašnjenje sramotom za sve otoke.
Prema riječima gradonačelnika veće štete nije bilo, a posada je na sigurnom.
Iduće godine obnovit će se i cesta koja vodi do pristaništa, što već dugo žele mještani.""",
    "ro": """Bacul va traversa din nou strâmtoarea de luni, a anunţat vineri seara căpitănia portului.
Repararea rampei a costat oraşul aproximativ patruzeci de mii de coroane.
Pescarii ceruseră o dată mai apropiată şi au numit întârzierea o ruşine pentru insule.
Potrivit primarului, nu au existat pagube însemnate, iar nava este în siguranţă.
Anul viitor va fi refăcut şi drumul care duce la chei.""",
    "ru": """Паром снова начнёт ходить через пролив с понедельника, сообщила в пятницу администрация порта.
Ремонт причала обошёлся городу примерно в сорок тысяч крон.
Рыбаки просили назначить более раннюю дату и назвали задержку позором.
По словам мэра, серьёзных повреждений нет, а экипаж в безопасности.
В следующем году отремонтируют и дорогу, ведущую к набережной.""",
    "uk": """Пором знову ходитиме через протоку з понеділка, повідомила у п'ятницю адміністрація порту.
Ремонт пандуса коштував місту близько сорока тисяч крон.
Рибалки просили призначити ранішу дату і назвали затримку ганьбою для всіх островів.
За словами мера, значних пошкоджень немає, а екіпаж у безпеці.
Наступного року відремонтують і дорогу, що веде до набережної.""",
    "bg": """Фериботът отново ще пътува през пролива от понеделник, съобщи в петък пристанищната служба.
Ремонтът на рампата е струвал на града около четиридесет хиляди крони.
Рибарите искаха по-ранна дата и нарекоха забавянето срам за всички острови.
По думите на кмета няма сериозни щети, а екипажът е в безопасност.
Догодина ще бъде обновен и пътят, който води към кея.""",
    "sr": """Трајект ће од понедељка поново саобраћати преко мореуза, саопштила је лучка управа.
Поправка рампе коштала је град око четрдесет хиљада круна.
Рибари су тражили ранији датум и назвали кашњење срамотом за сва острва.
Према речима градоначелника, веће штете није било, а посада је безбедна.
Следеће године биће обновљен и пут који води до пристаништа, што мештани већ дуго желе.""",
    "be": """Паром зноў пачне хадзіць праз праліў з панядзелка, паведаміла ў пятніцу адміністрацыя порта.
Рамонт прычала каштаваў гораду каля сарака тысяч крон.
Рыбакі прасілі прызначыць больш раннюю дату і назвалі затрымку ганьбай для ўсіх астравоў.
Паводле слоў мэра, сур'ёзных пашкоджанняў няма, а экіпаж у бяспецы.
У наступным годзе адрамантуюць і дарогу, якая вядзе да набярэжнай.""",
    "el": """Το πορθμείο θα διασχίζει ξανά το στενό από τη Δευτέρα, ανακοίνωσε το λιμεναρχείο.
Η επισκευή της ράμπας κόστισε στον δήμο περίπου σαράντα χιλιάδες κορόνες.
Οι ψαράδες ζητούσαν νωρίτερη ημερομηνία και χαρακτήρισαν την καθυστέρηση ντροπή.
Άνθρωποι του λιμανιού λένε ότι δεν υπήρξαν σοβαρές ζημιές.
Τον επόμενο χρόνο θα ανακαινιστεί και ο δρόμος που οδηγεί στην προκυμαία.""",
    "tr": """Vapur pazartesi gününden itibaren yeniden boğazı geçecek, dedi liman müdürlüğü.
Rampanın onarımı belediyeye yaklaşık kırk bin krona mal oldu.
Balıkçılar daha erken bir tarih istemiş ve gecikmeyi utanç verici bulmuştu.
Belediye başkanına göre büyük bir hasar yok, mürettebat da güvende.
Gelecek yıl iskeleye giden yol da yenilenecek.""",
    "he": """המעבורת תשוב לחצות את המצר ביום שני, הודיעה רשות הנמל ביום שישי בערב.
תיקון הרמפה עלה לעירייה כארבעים אלף כתר.
הדייגים ביקשו מועד מוקדם יותר וכינו את העיכוב בושה לכל האיים.
לדברי ראש העיר לא נגרם נזק חמור והצוות בטוח.
בשנה הבאה תשופץ גם הדרך המובילה אל הרציף.""",
    "ar": """تعود العبارة إلى عبور المضيق يوم الاثنين، حسبما أعلن مكتب الميناء مساء الجمعة.
وكلف إصلاح المنحدر المدينة نحو أربعين ألف كرونة.
وكان الصيادون قد طالبوا بموعد أقرب، ووصفوا التأخير بأنه عار على الجزر كلها.
وقال رئيس البلدية إنه لم تقع أضرار كبيرة وإن الطاقم بخير.
وسيجدد في العام المقبل أيضا الطريق المؤدي إلى الرصيف.""",
    "fa": """کشتي از دوشنبه دوباره از تنگه مي گذرد، اداره بندر عصر جمعه اعلام کرد.
تعمير اسکله براي شهر نزديك به چهل هزار کرون هزينه داشت.
ماهيگيران خواهان تاريخ زودتري بودند و اين تأخير را مايه شرم خواندند.
به گفته شهردار آسيب جدي وارد نشده است و خدمه در امان هستند.
سال آينده راه منتهي به اسکله نيز بازسازي مي شود و پل گژدم هم.""",
    "lt": """Keltas nuo pirmadienio vėl kursuos per sąsiaurį, penktadienio vakarą pranešė uosto tarnyba.
Rampos remontas miestui kainavo maždaug keturiasdešimt tūkstančių kronų.
Žvejai prašė ankstesnės datos ir vėlavimą pavadino gėda visoms saloms.
Mero teigimu, didelių nuostolių nebuvo, o įgula saugi.
Kitais metais bus sutvarkytas ir kelias, vedantis į krantinę, nes šiuo metu jis duobėtas.""",
    "lv": """Prāmis no pirmdienas atkal kursēs pāri šaurumam, piektdienas vakarā paziņoja ostas pārvalde.
Rampas remonts pilsētai izmaksāja aptuveni četrdesmit tūkstošus kronu.
Zvejnieki lūdza agrāku datumu un kavēšanos nosauca par kaunu visām salām.
Pēc mēra teiktā, nopietnu bojājumu nav un apkalpe ir drošībā.
Nākamgad tiks atjaunots arī ceļš, kas ved uz krastmalu.""",
    "et": """Praam sõidab esmaspäevast taas üle väina, teatas sadamaamet reede õhtul.
Kaldtee parandamine läks linnale maksma umbes nelikümmend tuhat krooni.
Kalurid soovisid varasemat kuupäeva ja nimetasid viivitust häbiväärseks kõigile saartele.
Linnapea sõnul suuremat kahju ei tekkinud ning meeskond on väljaspool ohtu.
Järgmisel aastal uuendatakse ka kaile viiv tee, mis on ammu lagunenud, ütles ülem.""",
    "vi": """Phà sẽ chạy lại qua eo biển từ thứ Hai, văn phòng cảng cho biết tối thứ Sáu.
Việc sửa chữa bến đã tốn của thành phố khoảng bốn mươi nghìn đồng.
Ngư dân muốn một ngày sớm hơn và gọi sự chậm trễ là điều đáng xấu hổ.
Theo thị trưởng, không có thiệt hại nghiêm trọng và thủy thủ đoàn an toàn.
Năm tới con đường dẫn ra bến cũng sẽ được làm mới.""",
    "th": """เรือข้ามฟากจะกลับมาให้บริการอีกครั้งตั้งแต่วันจันทร์ สำนักงานท่าเรือแจ้งเมื่อเย็นวันศุกร์
การซ่อมทางลาดทำให้เมืองต้องจ่ายเงินประมาณสี่หมื่นโครน
ชาวประมงต้องการวันที่เร็วกว่านี้และเรียกความล่าช้าว่าน่าอับอาย
นายกเทศมนตรีกล่าวว่าไม่มีความเสียหายร้ายแรงและลูกเรือปลอดภัย
ปีหน้าจะมีการปรับปรุงถนนที่นำไปสู่ท่าเรือด้วย""",
    "ja": """渡し船は月曜日から再び海峡を渡ると、港湾事務所が金曜日の夜に発表した。
桟橋の修理には市の予算から約四万クローネがかかった。
漁師たちはもっと早い日程を求め、遅れを島々の恥だと呼んだ。
市長によると大きな被害はなく、乗組員は無事だという。
来年は波止場へ続く道路も改修される予定です。""",
    "ko": """나룻배가 월요일부터 다시 해협을 건넌다고 항만 사무소가 금요일 저녁에 밝혔다.
선착장 수리에는 시 예산 약 사만 크로네가 들었다.
어민들은 더 이른 날짜를 요구하며 지연을 섬 전체의 수치라고 불렀다.
시장에 따르면 큰 피해는 없었으며 승무원은 안전하다.
내년에는 부두로 이어지는 도로도 새로 포장될 예정이다.""",
    "zh": """渡轮从星期一起恢复横渡海峡，港务局星期五晚间宣布。
修理坡道花费了市政府大约四万克朗。
渔民要求提前日期，并称延误是所有岛屿的耻辱。
市长表示没有严重损失，船员安全。
明年通往码头的道路也将翻新。""",
    "zh-Hant": """渡輪從星期一起恢復橫渡海峽，港務局星期五晚間宣布。
修理坡道花費了市政府大約四萬克朗。
漁民要求提前日期，並稱延誤是所有島嶼的恥辱。
市長表示沒有嚴重損失，船員安全。
明年通往碼頭的道路也將翻新。""",
}

#: NTREX's names of languages.
_NTREX = {"arb": "ar", "deu": "de", "fas": "fa", "fra": "fr", "heb": "he", "ita": "it", "jpn": "ja", "nld": "nl",
          "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr", "ukr": "uk", "zho-CN": "zh"}  # fmt: skip
_PLAIN = str.maketrans({"ی": "ي", "ې": "ي", "\u200c": " ", "ۀ": "ه", "ک": "ک"})


def encoded(text: str, codec: str) -> bytes | None:
    """The bytes of a text in a legacy encoding; None where it has letters that the encoding hasn't."""
    if codec == "cp1256":
        text = text.translate(_PLAIN)
    if codec == "cp1258":
        text = "".join(_vietnamese(char) for char in text)
    try:
        return text.encode(codec)
    except UnicodeEncodeError:
        return None


def _vietnamese(char: str) -> str:
    """A letter as windows-1258 has it: tones are marks of their own, and the letters' own marks are not."""
    parts = unicodedata.normalize("NFD", char)
    tones = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
    rest = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
    return rest + "".join(tones)


def lines(language: str, ntrex: Path | None = None) -> list[str]:
    """The sentences of a language, those of NTREX after our own where the file is at hand."""
    found = TEXTS[language].splitlines()
    if ntrex is not None and ntrex.is_file():
        for row in ntrex.read_text("utf-8").splitlines():
            tag, _, original, *_ = row.split("\t")
            if _NTREX.get(tag) == language:
                found.append(original)
    return found
