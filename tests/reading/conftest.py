"""Files of every kind, made of sentences of our own."""

from __future__ import annotations

import io

import docx
import pypdf
import pytest

ESSAY = (
    "群众路线不是一句口号，而是一种工作方法。\n"
    "到村里去，坐在炕头上听人说话，比在会议室里读十份材料更有用。\n"
    "有人会问：“听了又怎么样？”听了，就要记下来；记下来，就要有人去办。\n"
)
TRADITIONAL = "群眾路線不是一句口號，而是一種工作方法。\n到村裡去，坐在炕頭上聽人說話，比在會議室裡讀十份材料更有用。\n"


@pytest.fixture
def essay() -> str:
    return ESSAY


@pytest.fixture
def traditional() -> str:
    return TRADITIONAL


@pytest.fixture
def make_pdf():
    """A function from pages (a list of lines, each a text or a text with the place where it begins) to a PDF's bytes.

    The font is not embedded; its ToUnicode table says that code and character are the same, as the files tell a reader.
    """

    def make(*pages: list[str | tuple[str, float, float]], title: str = "", unicode: bool = True) -> bytes:
        objects: list[bytes] = []

        def add(body: bytes) -> int:
            objects.append(body)
            return len(objects)

        def stream(data: bytes) -> bytes:
            return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)

        words = "".join(line if isinstance(line, str) else line[0] for lines in pages for line in lines)
        codes = [code.encode("utf-16-be").hex().encode() for code in sorted(set(words))]
        table = (
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange %d beginbfchar %s endbfchar endcmap end end"
        ) % (len(codes), b" ".join(b"<%s> <%s>" % (code, code) for code in codes))
        to_unicode = add(stream(table))
        system = b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        cid = add(b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song %s /DW 1000 >>" % system)
        tables = b"/ToUnicode %d 0 R" % to_unicode if unicode else b""
        font = add(
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [%d 0 R] %s >>"
            % (cid, tables)
        )
        parent = len(objects) + 2 * len(pages) + 1
        kids = []
        for lines in pages:
            parts, y = [], 800.0
            for line in lines:
                words, x, y = line if isinstance(line, tuple) else (line, 50.0, y - 15)
                code = words.encode("utf-16-be").hex().encode()
                parts.append(b"BT /F1 10 Tf 1 0 0 1 %g %g Tm <%s> Tj ET" % (x, y, code))
            content = add(stream(b"\n".join(parts)))
            box = b"/MediaBox [0 0 595 842]"
            fonts = b"/Resources << /Font << /F1 %d 0 R >> >>" % font
            kids.append(add(b"<< /Type /Page /Parent %d 0 R %s %s /Contents %d 0 R >>" % (parent, box, fonts, content)))
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        add(b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids)))
        root = add(b"<< /Type /Catalog /Pages %d 0 R >>" % parent)
        out = io.BytesIO(b"%PDF-1.4\n")
        out.seek(0, io.SEEK_END)
        offsets = []
        for number, body in enumerate(objects, 1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
        out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        out.write(b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, start))
        if not title:
            return out.getvalue()
        return with_pypdf(out.getvalue(), lambda writer: writer.add_metadata({"/Title": title}))

    return make


def with_pypdf(pdf: bytes, change) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def encrypt():
    """A function that gives a PDF's bytes a user's and an owner's password."""
    return lambda pdf, user, owner: with_pypdf(pdf, lambda writer: writer.encrypt(user, owner, algorithm="RC4-128"))


@pytest.fixture
def make_docx():
    """A function from paragraphs to a Word file's bytes; `change` may do more to the document."""

    def make(*paragraphs: str, change=None) -> bytes:
        document = docx.Document()
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
        if change:
            change(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    return make
