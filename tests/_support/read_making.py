"""Small files of every form, made for tests."""

# ruff: noqa: E501 -- sentences and files as they are

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage

FERRY = [
    "The ferry across the Sund runs again from Monday, the harbour office of Lundavik said on Friday evening.",
    "Two weeks of repairs to the ramp have cost the town some forty thousand crowns, according to its treasurer.",
    "Fishermen had asked for an earlier date; their spokeswoman Marta Ojala called the delay a shame for the islands.",
]


def page(*paragraphs: str, head: str = "", title: str = "The ferry is back") -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs or FERRY)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def placed(*lines: tuple[int, int, str]) -> bytes:
    """A PDF of one page with each line at its place, in points from the lower left; in this order."""
    shown = "".join(f"1 0 0 1 {x} {y} Tm ({text}) Tj " for x, y, text in lines)
    stream = f"BT /F1 10 Tf {shown}ET".encode("cp1252")
    one = pdf(["x"])
    start, end = one.index(b"stream\n") + 7, one.index(b"\nendstream")
    # The reader rebuilds the table of places, which is wrong now.
    return one[:start].replace(b"/Length %d" % (end - start), b"/Length %d" % len(stream)) + stream + one[end:]


def pdf(*pages: list[str], title: str = "", password: bool = False) -> bytes:
    """Lines of Latin letters, 14 points apart; an empty line makes a gap."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* ".replace("\\", "") for line in lines)
        stream = f"BT /F1 12 Tf 14 TL 60 760 Td {shown}ET".encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< /Title ({title}) /Author (Marta Ojala) /CreationDate (D:20261121080000) >>".encode())
    out, places = bytearray(b"%PDF-1.4\n"), []
    for n, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, content)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    locked = b""
    if password:
        locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<00> <00>]" % (
            b"ab" * 32,
            b"cd" * 32,
        )
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, len(objects), locked, xref,
    )  # fmt: skip
    return bytes(out)


def docx(make) -> bytes:
    import docx as library

    document = library.Document()
    make(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def bomb(size: int = 40_000_000) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(size // 1_000_000):
                part.write(b" " * 1_000_000)
    return stream.getvalue()


def mail(text: str | None = None, html: str | None = None, **headers: str) -> bytes:
    message = EmailMessage()
    for name, value in {"From": "Lundavik Bulletin <desk@bulletin.example>", "To": "desk@example.org",
                        "Subject": "The ferry is back", "Date": "Fri, 20 Nov 2026 18:30:00 +0100",
                        "Message-ID": "<1@bulletin.example>", **headers}.items():  # fmt: skip
        message[name] = value
    if text is not None:
        message.set_content(text)
    if html is not None and text is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def mhtml(
    html: bytes, url: str = "https://quay.example/ferry", saved: str = "Sat, 21 Nov 2026 07:00:00 +0000"
) -> bytes:
    return (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: " + url.encode() + b"\r\nSubject: The ferry\r\nDate: "
        + saved.encode() + b'\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="BB"\r\n\r\n'
        b"--BB\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: " + url.encode()
        + b"\r\n\r\n" + html + b"\r\n--BB\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--BB--\r\n"
    )  # fmt: skip


def warc(*answers: tuple[str, str, str, bytes], packed: bool = False) -> bytes:
    """Answers: address, status, media type, content; crawled on 21 November 2026."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("made.warc", {"software": "a test"}))
    for url, status, media, content in answers:
        http = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url, "response", payload=io.BytesIO(content), http_headers=http,
            warc_headers_dict={"WARC-Date": "2026-11-21T07:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    return stream.getvalue()


def gzip_bomb(megabytes: int) -> bytes:
    """A gzip of so many megabytes of zeros, packed but once: it is made while the tests are collected."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(megabytes):
        checksum = zlib.crc32(bytes(1_000_000), checksum)
    end = struct.pack("<LL", checksum, megabytes * 1_000_000)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * megabytes + packer.flush() + end
