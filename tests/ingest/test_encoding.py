from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ingest.detection import detect
from archive.ingest.encoding import (
    CHOICES,
    EncodingNotKnownError,
    NotTextError,
    checked_encoding,
    declared_in_markup,
    decode,
    decode_as,
    find_encoding,
)

QUOTED = "“Massoud’s men” – café"
RUSSIAN = (
    "Пост взят\n\nОполченцы заняли таможенный пост в пятницу, рассказали водители грузовиков, и повернули назад колонну из "
    "сорока машин. Губернатор области отрицал, что пост пал, и заявил, что его люди отошли на хребет в двух милях оттуда."
)
UKRAINIAN = (
    "Пост захоплено\n\nОзброєні люди зайняли митний пост у п’ятницю, розповіли водії вантажівок, і завернули колону. Їхній "
    "командир заперечив, що пост утримують його бійці, і сказав, що вони відійшли."
)
GREEK = (
    "Έπεσε το φυλάκιο\n\nΈνοπλοι κατέλαβαν το τελωνείο την Παρασκευή, είπαν οδηγοί φορτηγών, και γύρισαν πίσω μια φάλαγγα. "
    "Άλλοι μάρτυρες είπαν ότι οι άνδρες του διοικητή είχαν ήδη αποχωρήσει προς την κορυφογραμμή."
)
ARABIC = (
    "سقوط نقطة الجمارك\n\nسيطر مسلحون على نقطة الجمارك يوم الجمعة، كما قال سائقو الشاحنات، وأعادوا رتلا من أربعين شاحنة قبل "
    "الظهر. ونفى والي الولاية سقوط النقطة وقال إن رجاله انسحبوا إلى تلة قريبة."
)
CHINESE = (
    "武装人员占领海关\n\n卡车司机说，武装人员星期五占领了海关检查站，并在中午之前迫使四十辆卡车掉头返回。省长否认检查站已经失守，"
    "他说他的部队撤退到了两英里以外的山脊上。一名医生说，有六人受伤，没有人伤势严重。"
)
TAIWANESE = (
    "武裝人員佔領海關\n\n卡車司機說，武裝人員星期五佔領了海關檢查站，並在中午之前迫使四十輛卡車掉頭返回。省長否認檢查站已經失守，"
    "他說他的部隊撤退到了兩英里以外的山脊上。一名醫生說，有六人受傷。"
)
JAPANESE = (
    "武装勢力が税関を占拠\n\nトラックの運転手によると、武装した男たちは金曜日に税関の検問所を占拠し、正午までに四十台のトラックを"
    "引き返させた。州知事は検問所が陥落したことを否定し、部下は二マイル離れた尾根に撤退したと述べた。"
)
KOREAN = (
    "무장 세력 세관 점령\n\n트럭 운전사들은 무장한 남자들이 금요일에 세관 검문소를 점령하고 정오 전에 트럭 사십 대를 돌려보냈다고 "
    "말했다. 주지사는 검문소가 함락되었다는 것을 부인하고 부하들이 산등성이로 물러났다고 말했다."
)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"\xef\xbb\xbf" + QUOTED.encode(), "utf-8"),
        (b"\xff\xfe" + QUOTED.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + QUOTED.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\x00\x00" + QUOTED.encode("utf-32-le"), "utf-32-le"),
        (QUOTED.encode(), "utf-8"),
        (QUOTED.encode("cp1252"), "cp1252"),
        (QUOTED.encode("utf-16-le"), "utf-16-le"),
    ],
)
def test_it_reads_a_text_in_the_encoding_that_its_bytes_show(content, encoding):
    decoded = decode(content)

    assert (decoded.text, decoded.encoding) == (QUOTED, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", [RUSSIAN, ARABIC, CHINESE, QUOTED], ids=["ru", "ar", "zh", "en"])
def test_it_knows_letters_of_two_and_four_bytes_without_a_mark_in_any_script(text, encoding):
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "iso8859-5"),
        (ARABIC, "iso8859-6"),
        (GREEK, "iso8859-7"),
        (RUSSIAN, "cp1251"),
        (GREEK, "cp1253"),
        (ARABIC, "cp1256"),
        (RUSSIAN, "koi8-r"),
        (UKRAINIAN, "koi8-u"),
        (UKRAINIAN, "cp1251"),
        (CHINESE, "gb2312"),
        (CHINESE, "gbk"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (KOREAN, "iso2022_kr"),
    ],
)
def test_it_reads_the_letters_of_an_encoding_that_nothing_names_and_says_that_it_guessed(text, encoding):
    text = text.encode(encoding, "ignore").decode(encoding)

    decoded = decode(text.encode(encoding))

    assert decoded.text == text
    assert "nothing says which encoding it is in: its letters were read as" in decoded.note


@pytest.mark.parametrize(
    "content",
    [
        "wał".encode("cp1250"),
        "donÕt".encode("cp1252"),  # an apostrophe of the Macintosh
        "İş".encode("cp1254"),
        "Жук".encode("cp866"),
        b"a\x81b",
    ],
)
def test_it_asks_where_bytes_do_not_show_their_encoding(content):
    with pytest.raises(EncodingNotKnownError, match="--encoding"):
        decode(content)


@given(st.binary(max_size=200).filter(lambda content: 0 not in content))
def test_whatever_it_reads_gives_the_same_bytes_again(content):
    try:
        decoded = decode(content)
    except EncodingNotKnownError:
        return
    assert "damaged" in decoded.note or content.endswith(decoded.text.encode(decoded.encoding))


def test_utf_8_outweighs_a_declaration():
    text = "Señor Peñalba’s café"

    assert decode(text.encode(), declared="iso-8859-1").text == text
    assert decode(text.encode(), told="windows-1251").text == text


def test_utf_8_with_a_little_damage_stays_utf_8_and_says_so():
    content = RUSSIAN.encode() + b"\xff " + "конец".encode()

    decoded = decode(content)

    assert decoded.text.startswith("Пост взят") and decoded.text.endswith("\ufffd конец")
    assert decoded.note == "one place is damaged and not valid UTF-8: marked by a \ufffd"


def test_it_believes_a_declared_encoding_that_fits():
    assert decode("Кабул".encode("cp1251"), declared="windows-1251").text == "Кабул"
    assert decode(JAPANESE.encode("iso2022_jp"), declared="iso-2022-jp").note == ""


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "koi8-r"])
def test_a_declaration_that_the_letters_contradict_is_not_believed(declared):
    content = RUSSIAN.encode("cp1251")

    assert decode(content, declared=declared).text == RUSSIAN


@pytest.mark.parametrize("declared", ["latin-1", "ISO-8859-1", "us-ascii"])
def test_it_takes_latin_1_for_cp1252_as_browsers_do(declared):
    assert decode(QUOTED.encode("cp1252"), declared=declared).text == QUOTED


@pytest.mark.parametrize("declared", ["utf-8", "no-such-thing", "base64", "utf-16", "utf-7", "\x00"])
def test_it_passes_over_a_declaration_that_cannot_be_true(declared):
    assert decode(QUOTED.encode("cp1252"), declared=declared).text == QUOTED


def test_what_a_person_told_is_followed_or_refused():
    assert decode("wał".encode("cp1250"), told="windows-1250").text == "wał"
    with pytest.raises(EncodingNotKnownError, match="is not in Shift JIS"):
        decode(b"\xfc\xfd", told="shift_jis")
    with pytest.raises(EncodingNotKnownError, match="“klingon” is not known"):
        checked_encoding("klingon")


def test_what_was_read_before_the_encodings_were_looked_at_can_be_read_again():
    assert decode_as(b"a\x81b", "cp1252") == "a\x81b"


def test_each_encoding_that_can_be_chosen_is_one():
    assert [checked_encoding(name) for name in CHOICES] == list(CHOICES)


def test_a_byte_order_mark_outweighs_a_declaration():
    assert decode(b"\xef\xbb\xbfcaf\xc3\xa9", declared="cp1252").text == "café"


@pytest.mark.parametrize(
    "markup",
    [
        b'<html><head><meta charset="windows-1251">',
        b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=windows-1251'>",
        b"<?xml version='1.0' encoding='windows-1251'?><html>",
    ],
)
def test_it_finds_the_encoding_that_a_page_declares(markup):
    assert declared_in_markup(markup) == "windows-1251"


def test_a_page_that_declares_nothing_declares_nothing():
    assert declared_in_markup(b"<html><p>charset") == ""


def test_markup_does_not_hide_the_letters_of_a_page():
    page = "<html><body>" + "".join(f"<p>{RUSSIAN}</p>" for _ in range(3)) + "</body></html>"

    assert detect(page.encode("cp1251")) == "cp1251"


def test_bytes_with_nulls_are_no_text():
    with pytest.raises(NotTextError, match="not a text file"):
        decode(b"%PDF\x00\x01")


def test_a_file_of_lines_has_one_encoding():
    lines = [f"{number}\t{RUSSIAN}\n".replace("\n\n", " ") for number in range(5)]

    assert find_encoding(line.encode() for line in lines) == ("utf-8", "")
    encoding, note = find_encoding(line.encode("cp1251") for line in lines)
    assert (encoding, "windows-1251" in note) == ("cp1251", True)
    assert find_encoding([b"plain\n", "wał\n".encode("cp1250")], told="cp1250") == ("cp1250", "")


def test_a_file_of_lines_may_be_cut_anywhere():
    content = "é".encode()

    assert find_encoding([content[:1], content[1:]]) == ("utf-8", "")
