"""PDF, Word, e-mail, saved pages, tables and web archives."""

# ruff: noqa: E501 -- sentences and files as they are

from __future__ import annotations

import gzip
import io

import pytest

from briefing.ingest import Limits, read_sources
from read_making import FERRY, bomb, docx, mail, mhtml, page, pdf, placed, warc

WRAPPED = [
    "The ferry across the Sund runs again from Monday, the harbour",
    "office of Lundavik said on Friday evening.",
    "",
    "Two weeks of repairs to the ramp have cost the town some forty thou-",
    "sand crowns.",
]


def read(content: bytes, **limits):
    result = read_sources(["-"], stdin=io.BytesIO(content), limits=Limits(**limits))
    return (*result.articles, *result.unread)


def body(article):
    return [paragraph.text for paragraph in article.paragraphs if paragraph.kind == "body"]


def reason(content: bytes, **limits):
    (unread,) = read(content, **limits)
    return unread.reason


def test_a_pdf_s_lines_become_paragraphs_and_its_file_date_no_date_of_publication():
    (article,) = read(pdf(WRAPPED, title="The ferry is back"))
    assert body(article) == [
        "The ferry across the Sund runs again from Monday, the harbour office of Lundavik said on Friday evening.",
        "Two weeks of repairs to the ramp have cost the town some forty thousand crowns.",
    ]
    assert (article.title, article.published, article.encoding) == ("The ferry is back", None, "pdf")
    assert article.author == "Marta Ojala"
    assert article.notes == ("file made: 2026-11-21",)
    assert all(article.raw[p.start : p.end] == p.text for p in article.paragraphs)


COLUMNS = (
    [
        "The ferry across the Sund runs again",
        "from Monday, the harbour office said,",
        "after two weeks of repairs to its ramp.",
    ],
    ["Fishermen had asked for an earlier", "date; their spokeswoman called the", "delay a shame for all the islands."],
)


@pytest.mark.parametrize("across", [False, True])
def test_columns_are_read_one_after_the_other_in_whatever_order_they_were_written(across):
    cells = [
        (40 + 260 * column, 600 - 13 * n, line) for column, lines in enumerate(COLUMNS) for n, line in enumerate(lines)
    ]
    if across:
        cells.sort(key=lambda cell: -cell[1])
    (article,) = read(placed((40, 640, "The ferry is back"), *cells))
    told = [p.text for p in article.paragraphs]
    assert told == ["The ferry is back", " ".join(COLUMNS[0]), " ".join(COLUMNS[1])]


def test_the_cells_of_a_table_are_no_columns():
    rows = [("Lundavik", "1,204"), ("Aspvik", "980"), ("Norrholm", "77"), ("Utö", "12")]
    cells = [(40 + 260 * n, 600 - 13 * row, cell) for row, cells in enumerate(rows) for n, cell in enumerate(cells)]
    (article,) = read(placed(*cells))
    words = " ".join(p.text for p in article.paragraphs)
    assert words == "Lundavik 1,204 Aspvik 980 Norrholm 77 Utö 12"


def test_running_heads_and_page_numbers_of_a_pdf_are_furniture():
    pages = [["Lundavik Bulletin", "", f"{n}. {FERRY[n % 3]}"[:80], "", f"Page {n}"] for n in range(1, 5)]
    (article,) = read(pdf(*pages))
    furniture = [p.text for p in article.paragraphs if p.rule == "page-furniture"]
    assert furniture == [text for n in range(1, 5) for text in ("Lundavik Bulletin", f"Page {n}")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pdf([]), "a scan or a picture: its page holds no text"),
        (pdf([], []), "its 2 pages hold no text; recognise its text"),
        (pdf(WRAPPED, password=True), "encrypted: save a copy without a password"),
        (b"%PDF-1.7\nnothing more", "damaged: can't be opened as a PDF"),
    ],
)
def test_a_pdf_without_words_to_be_had_says_why(content, why):
    assert why in reason(content)


def _story(document):
    document.core_properties.title = "The ferry is back"
    document.core_properties.author = "Marta Ojala"
    document.sections[0].header.paragraphs[0].text = "Lundavik Bulletin"
    document.add_heading("What it costs", 2)
    for text in FERRY:
        document.add_paragraph(text)
    document.add_paragraph("seen ").add_run("and not seen").font.hidden = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Ramp", "40,000"


def test_a_word_file_keeps_headings_tables_headers_and_what_is_hidden_each_as_what_it_is():
    (article,) = read(docx(_story))
    kinds = [(p.kind, p.rule, p.text) for p in article.paragraphs]
    assert kinds[0] == ("boilerplate", "page-furniture", "Lundavik Bulletin")
    assert ("heading", None, "What it costs") in kinds
    assert ("boilerplate", "hidden-text", "and not seen") in kinds
    assert body(article)[:3] == FERRY
    assert any(text.startswith("Ramp") and text.endswith("40,000") for _, _, text in kinds)
    assert (article.title, article.published) == ("The ferry is back", None)
    assert article.author == "Marta Ojala"
    assert article.notes == ("hidden text: 1 piece (hidden)",)


def test_words_inserted_under_change_tracking_are_read_and_deleted_ones_aren_t():
    def make(document):
        from docx.oxml import parse_xml

        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        paragraph = document.add_paragraph("The ferry runs ")
        paragraph._p.append(parse_xml(f"<w:ins {space}><w:r><w:t>again</w:t></w:r></w:ins>"))
        paragraph._p.append(parse_xml(f"<w:del {space}><w:r><w:delText>never</w:delText></w:r></w:del>"))

    (article,) = read(docx(make))
    assert article.raw == "The ferry runs again"


def test_a_zip_bomb_isn_t_unpacked():
    assert "a zip bomb, or as good as one" in reason(bomb())


def test_a_damaged_word_file_says_so():
    assert "damaged" in reason(docx(_story)[:-2_000])


def test_an_e_mail_has_its_subject_sender_and_day_beside_its_text():
    (article,) = read(mail("\n\n".join(FERRY)))
    assert (article.title, article.outlet, article.published) == (
        "The ferry is back",
        "Lundavik Bulletin",
        "2026-11-20",
    )
    assert body(article) == FERRY
    assert article.published_from == "the e-mail's Date header"


def test_an_e_mail_s_page_is_read_before_its_plain_text_and_attachments_are_named():
    content = mail("See the page.", page().decode())
    (article,) = read(content)
    assert body(article) == FERRY
    from email import message_from_bytes, policy

    message = message_from_bytes(content, policy=policy.default)
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="ramp.pdf")
    (article,) = read(message.as_bytes())
    assert "attachments not read: ramp.pdf" in article.notes


def test_an_encrypted_e_mail_says_so():
    content = b"From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/encrypted; boundary=x\r\n\r\n--x\r\n\r\n.\r\n--x--"
    assert "encrypted" in reason(content)


def test_a_saved_page_knows_its_address_and_not_the_day_it_was_saved():
    (article,) = read(mhtml(page()))
    assert (article.url, article.outlet, article.published) == ("https://quay.example/ferry", "quay.example", None)
    assert body(article) == FERRY


def test_a_day_that_is_only_the_saving_s_is_left_out_and_said():
    (article,) = read(mhtml(page(head="<meta name='date' content='2026-11-21'>")))
    assert article.published is None
    assert "published left out: meta date says 2026-11-21, the day the page was saved" in article.notes
    (article,) = read(mhtml(page(head="<meta property='article:published_time' content='2026-11-21T06:00:00Z'>")))
    assert article.published == "2026-11-21"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_s_rows_are_articles_whatever_parts_its_columns(delimiter):
    rows = [["Text", "Title", "url", "outlet", "published"], [FERRY[0].replace(",", ""), "Ferry", "https://quay.example/1", "The Quay", "2026-11-20"], [FERRY[2].split(";")[0], "", "", "", "yesterday"]]  # fmt: skip
    first, second = read("\r\n".join(delimiter.join(row) for row in rows).encode("utf-8-sig"))
    assert (first.title, first.url, first.outlet, first.published) == (
        "Ferry",
        "https://quay.example/1",
        "The Quay",
        "2026-11-20",
    )
    assert (first.origin, second.origin, second.published) == ("stdin:2", "stdin:3", None)
    assert second.notes[0].startswith("published left out")


def test_a_cell_may_have_lines_and_quotes_and_a_bad_row_is_named_alone():
    table = 'text,title\n"First ""quoted"" line,\nsecond line.",A\nno,quotes,here\n,B\n"Other words altogether.",C\n'
    first, third, *bad = read(table.encode())
    assert first.raw == 'First "quoted" line,\nsecond line.'
    assert third.title == "C"
    assert [unread.origin for unread in bad] == ["stdin:3", "stdin:4"]
    assert "3 cells for 2 columns" in bad[0].reason


def test_a_table_without_text_names_what_is_missing(in_folder):
    (in_folder / "a.csv").write_text("title,url\na,b\n")
    assert '"text" among them' in read_sources(["a.csv"]).unread[0].reason
    (in_folder / "b.csv").write_text("text,title\n")
    assert "a header without rows" in read_sources(["b.csv"]).unread[0].reason


@pytest.mark.parametrize("packed", [False, True])
def test_each_page_of_a_web_archive_is_an_article_and_the_rest_is_counted(packed):
    content = warc(
        ("https://quay.example/ferry", "200 OK", "text/html; charset=utf-8", page()),
        ("https://quay.example/logo.png", "200 OK", "image/png", b"\x89PNG"),
        ("https://quay.example/gone", "404 Not Found", "text/html", page()),
        ("https://quay.example/bridge", "200 OK", "text/html", page(*[f"{text} Bridge." for text in FERRY])),
        packed=packed,
    )
    ferry, bridge, gone, others = read(content)
    assert (ferry.url, ferry.published, ferry.origin) == (
        "https://quay.example/ferry",
        None,
        "stdin:1 https://quay.example/ferry",
    )
    assert bridge.url == "https://quay.example/bridge"
    assert gone.reason == "the server answered 404"
    assert (others.status, others.reason) == ("skipped", "1 record is no page: image/png 1")


def test_a_damaged_archive_gives_what_comes_before_the_damage():
    content = warc(("https://quay.example/1", "200 OK", "text/html", page()), ("https://quay.example/2", "200 OK", "text/html", page("x " * 500)), packed=True)  # fmt: skip
    records = read(content[:-60])
    assert records[0].url == "https://quay.example/1"
    assert len(records) == 2


def test_a_record_larger_than_an_article_may_be_is_named():
    content = warc(("https://quay.example/1", "200 OK", "text/html", page() + b" " * 5_000), packed=True)
    assert "too large" in reason(content, max_bytes=2_000)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", page()),
        ("a.html", b"%PDF-1.7\n"),
        ("page.php", page()),
        ("a.pdf", page()),
        ("a.html", mail("Words of the harbour office, said on Friday.")),
        ("a.txt", warc(("https://quay.example/1", "200 OK", "text/html", page()))),
        ("noname", b"\xff\xfe" + page().decode().encode("utf-16-le")),
    ],
)
def test_the_content_tells_the_form_whatever_the_name_says(in_folder, name, content):
    (in_folder / name).write_bytes(content)
    result = read_sources([name])
    assert result.articles or "damaged: can't be opened as a PDF" in result.unread[0].reason


def test_a_gzip_that_is_no_archive_of_pages_is_refused(in_folder):
    (in_folder / "a.gz").write_bytes(gzip.compress(b"words"))
    assert "a gzip archive" in read_sources(["a.gz"]).unread[0].reason


def test_a_page_that_an_archive_breaks_off_in_says_so():
    whole = warc(("https://quay.example/1", "200 OK", "text/html", page()), packed=True)
    notes = [article.notes for article in read(whole[:-60]) if hasattr(article, "notes")]
    assert notes == [("damaged: the archive ends within this record; its end is missing",)]
    (article,) = read(whole)
    assert article.notes == ()
