"""Where messages may be sent."""

from __future__ import annotations

import pytest

from sharewatch.channels.places import address, words


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/hook?key=1",
        "https://[2001:db8::1]:8443/",
        "http://localhost:8000/x",
        "http://127.0.0.1",
        "http://[::1]:9/",
    ],
)
def test_https_and_this_machine_are_taken(text):
    assert address(f" {text} ") == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://example.org/hook", "It takes https://, or http:// to this machine only."),
        ("http://127.0.0.1.example.org/", "https://"),
        ("http://localhost.example.org/", "https://"),
        ("ftp://example.org", "https://"),
        ("file:///etc/passwd", "no web address"),
        ("https://", "no web address"),
        ("https://a:0/", "no web address"),
        ("https://a:b/", "no web address"),
        ("https://user:pw@example.org/", "no user name"),
        ("https://exa mple.org/", "blanks"),
        ("https://example.org/\r\nX: y", "blanks"),
        ("https://exämple.org/", "plain letters"),
    ],
)
def test_anything_else_says_why_not(text, why):
    with pytest.raises(ValueError, match=why.replace(".", r"\.")):
        address(text)


def test_a_command_is_divided_as_a_shell_would():
    assert words("notify 'two words' a\\ b \"c d\"") == ["notify", "two words", "a b", "c d"]
    assert words("echo $HOME; rm -rf *") == ["echo", "$HOME;", "rm", "-rf", "*"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("say 'hello", "A quote is never closed"),
        ("say \\", "backslash"),
        ("  ", "no program"),
        ("''", "no program"),
        ("a\0b", "NUL"),
    ],
)
def test_a_command_that_is_none_says_why(text, why):
    with pytest.raises(ValueError, match=why):
        words(text)
