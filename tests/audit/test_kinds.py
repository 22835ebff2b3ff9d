from sharing.audit import Kind


def test_kinds_stand_in_the_order_of_the_alphabet():
    assert [kind.value for kind in Kind] == sorted(kind.value for kind in Kind)


def test_a_kind_is_called_what_it_is():
    assert [kind.name for kind in Kind] == [kind.value.replace(".", "_").upper() for kind in Kind]


def test_each_kind_says_what_happened_in_a_sentence_of_its_own():
    sentences = [str(kind.label) for kind in Kind]
    assert len(set(sentences)) == len(sentences)
    assert [sentence for sentence in sentences if sentence[-1] != "."] == []
