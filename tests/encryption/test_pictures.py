from course_lib.encryption import pictures


def test_each_cell_is_compared_with_the_first_row():
    data = pictures.cells({"sent": ["a", "b"], "came": ["a", "x"], "longer": ["a", "b", "c"]}).data
    marked = data[data["differs"] == "differs"]
    assert list(zip(marked["row"], marked["position"], strict=True)) == [("came", 1), ("longer", 2)]


def test_letters_show_every_byte():
    shown = pictures.letters(bytes(range(256)))
    assert len(shown) == 256
    assert shown.count("·") == 256 - 95
