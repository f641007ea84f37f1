"""Which files are taken: by what is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.whatsapp.files import LARGEST_DOCUMENT, LARGEST_PICTURE, LONGEST_NAME, Unfit, UnfitFile, outgoing_file
from tests.desk.files import DOCX, GIF, HTML, JPEG, MACROS, PDF, PPTX, PROGRAM, SVG, WEBP, XLSX, office, png


@pytest.mark.parametrize(
    ("name", "content", "kind", "ending"),
    [
        ("Lageplan.png", png(), "image", ".png"),
        ("Foto.JPEG", JPEG, "image", ".jpeg"),
        ("Merkblatt.pdf", PDF, "document", ".pdf"),
        ("Antrag.docx", DOCX, "document", ".docx"),
        ("Tabelle.xlsx", XLSX, "document", ".xlsx"),
        ("Vortrag.pptx", PPTX, "document", ".pptx"),
        ("Notiz.txt", "Grüße, Ihre Sparkasse".encode(), "document", ".txt"),
        ("Scan", PDF, "document", ".pdf"),
        ("Vertrag v2.1", PDF, "document", ".pdf"),
    ],
)
def test_what_whatsapp_takes_is_taken_and_named_for_what_it_is(name, content, kind, ending):
    file = outgoing_file(name, content)

    assert (file.kind, file.content) == (kind, content)
    assert file.name.endswith(ending)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("leer.pdf", b"", Unfit.EMPTY),
        ("bild.png", SVG, Unfit.TYPE),
        ("seite.txt", HTML, Unfit.TYPE),
        ("seite.txt", b"\xef\xbb\xbf  <html><script>1</script>", Unfit.TYPE),
        ("rechnung.pdf", PROGRAM, Unfit.TYPE),
        ("archiv.docx", office("a.txt"), Unfit.TYPE),
        ("daten.txt", b"abc\x00def", Unfit.TYPE),
        ("daten.txt", b"\xff\xfe\x00", Unfit.TYPE),
        ("film.gif", GIF, Unfit.PICTURE_TYPE),
        ("film.png", WEBP, Unfit.PICTURE_TYPE),
        ("antrag.docx", MACROS, Unfit.MACROS),
        ("bild.png", PDF, Unfit.NAME),
        ("rechnung.exe", PDF, Unfit.NAME),
        ("gross.png", png() + bytes(LARGEST_PICTURE), Unfit.PICTURE_SIZE),
        ("gross.pdf", PDF + bytes(LARGEST_DOCUMENT), Unfit.SIZE),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(name, content, why):
    with pytest.raises(UnfitFile) as refused:
        outgoing_file(name, content)

    assert refused.value.why is why


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\anna\\Brief.pdf", "Brief.pdf"),
        ("Brief\r\nX-Evil: 1.pdf", "Brief X-Evil 1.pdf"),
        ("Rechnung\u202efdp.exe.pdf", "Rechnung fdp.exe.pdf"),
        ('a"b<c>|d?.pdf', "a b c d .pdf"),
        ("...", "datei.pdf"),
    ],
)
def test_names_are_cleaned(name, cleaned):
    assert outgoing_file(name, PDF).name == cleaned


@given(st.text(max_size=400))
def test_no_name_breaks_a_header_or_leaves_its_folder(name):
    try:
        file = outgoing_file(name, PDF)
    except UnfitFile as refused:
        assert refused.why is Unfit.NAME
        return

    assert 0 < len(file.name) <= LONGEST_NAME and file.name.lower().endswith(".pdf")
    assert not set(file.name) & set('/\\\r\n\x00"<>|:*?\u202e')


@given(st.binary(max_size=300))
def test_whatever_the_bytes_the_answer_is_a_file_or_a_reason(content):
    try:
        file = outgoing_file("x", content)
    except UnfitFile:
        return

    assert file.kind in ("image", "document")
