"""What stands in the place of a document is told, in five languages; documents that speak of such things are not."""

from __future__ import annotations

import pytest

from archive import sifting
from extractors.readers import read
from extractors.readers.format import HTML, PLAIN
from extractors.records import Outcome
from extractors.walls import FEW, KINDS, MOST_UNDER_A_NAME, is_long, shown_of, wall

# Title, first heading and text of usual pages, with what is told of each.
PAGES = [
    ("Supplier portal", "Supplier portal", "Suppliers must log in to view this document.", "to sign in"),
    (
        "Alder",
        "Alder",
        "Sign in to the portal to view the policy. Ask your administrator for an account.",
        "to sign in",
    ),
    ("404 Not Found", "404 Not Found", "nginx", "nothing at this address"),
    ("Alder Mills", "Oops! That page can&rsquo;t be found.", "Maybe try a search?", "nothing at this address"),
    ("Alder Mills", "Oops!", "The link you followed may be broken.", "nothing at this address"),
    ("Seite nicht gefunden – Alder AG", "Hoppla", "Versuchen Sie es anders.", "nothing at this address"),
    ("Erreur 404", "Oups", "Essayez une recherche.", "nothing at this address"),
    ("Alder SA", "Lo sentimos", "La página que busca no existe.", "nothing at this address"),
    ("Pagina non trovata | Alder", "Alder", "Torna alla home.", "nothing at this address"),
    ("403 Forbidden", "Forbidden", "Apache", "a refusal"),
    ("Access Denied", "Access Denied", "Reference&#32;&#35;18.9", "a refusal"),
    ("Alder", "Sorry, you have been blocked", "Write to the site's owner.", "a refusal"),
    ("Zugriff verweigert", "Alder", "Bitte wenden Sie sich an uns.", "a refusal"),
    ("Alder", "Alder", "Vous n'êtes pas autorisé à accéder à cette page.", "a refusal"),
    ("Acceso denegado", "Alder", "Contacte con nosotros.", "a refusal"),
    ("Alder", "Accesso negato", "Contattaci.", "a refusal"),
    ("Just a moment...", "www.alder.example", "This takes a few seconds.", "a robot"),
    ("Alder", "Pardon Our Interruption", "Go back.", "a robot"),
    ("Alder AG", "Bitte warten", "Ihr Browser wird überprüft.", "a robot"),
    ("Alder", "Alder", "Request unsuccessful. Incapsula incident ID: 443000", "a refusal"),
    ("Sign in to your account", "Sign in", "Email, phone, or Skype", "to sign in"),
    ("Connexion", "Alder", "Identifiant", "to sign in"),
    ("Alder portal", "Welcome", "<input type='password'>Name", "to sign in"),
    ("Service Unavailable", "Service Unavailable", "Apache", "an error"),
    ("Alder", "Wartungsarbeiten", "Wir sind bald zurück.", "an error"),
    ("Alder", "Alder", "You need to enable JavaScript to run this app.", "scripts or cookies"),
    ("Redirecting…", "Alder", "<a href='/new'>On</a>", "leads on"),
    ("Alder", "Alder", "<a href='/new'>Click here to continue</a>", "leads on"),
    ("Before you continue to the site", "Alder", "We use cookies.", "asks for consent"),
]

DOCUMENTS = [
    (
        "Code",
        "Our code",
        (
            "We respect human rights in all our operations. Employees and suppliers can sign in to the portal to "
            "view the full code of conduct."
        ),
    ),
    ("Grievances", "Grievances", "Anyone may complain. Workers log in to see their case. Nobody is punished for it."),
    ("Human rights policy", "Access to remedy", "Nobody is denied access to a doctor. Access to water is not refused."),
    ("Security", "Passwords", "Never share a password. Forgotten your password? Ask IT. " + "We keep data safe. " * 30),
    ("Cookie policy", "Cookies", "You may accept or reject cookies at any time."),
    (
        "Speak up",
        "Speak up",
        "Report by email or phone. Complaints are forwarded to the committee. Click here to read.",
    ),
    ("Statement", "404 employees", "We have 500 shops. Nothing here is legal advice."),
    ("Code", "Not allowed in any of our mills", "Child labour and forced labour."),
    ("Connexion et droits humains", "Droits humains", "Nous respectons les droits humains."),
    ("Policy", "Maintenance of machines", "Only trained workers do it."),
]


def _page(title: str, heading: str, text: str) -> bytes:
    return f"<!doctype html><title>{title}</title><body><h1>{heading}</h1><p>{text}</p></body>".encode()


@pytest.mark.parametrize(("title", "heading", "text", "told"), PAGES, ids=lambda words: words[:30])
def test_a_page_in_the_place_of_a_document_is_told_and_was_not_searched(
    title: str, heading: str, text: str, told: str
) -> None:
    reading = read(_page(title, heading, text), HTML, "policy.html")
    assert reading.outcome is Outcome.PARTLY_READ
    assert reading.detail.startswith("policy.html: ")
    assert told in reading.detail
    assert "save the document itself" in reading.detail


@pytest.mark.parametrize(("title", "heading", "text"), DOCUMENTS, ids=lambda words: words[:30])
def test_a_document_that_speaks_of_such_things_stays_read(title: str, heading: str, text: str) -> None:
    reading = read(_page(title, heading, text), HTML, "policy.html")
    assert (reading.outcome, reading.detail) == (Outcome.READ, "")


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0; url=/new-code/">',
        '<script>window.location = "/new-code/"</script>',
        '<script>location.replace("/new-code/")</script>',
    ],
)
def test_a_page_that_leads_on_by_itself_is_told_with_its_target(head: str) -> None:
    reading = read(f"<title>Code</title>{head}<body><p>Our code has a new place.</p>".encode(), HTML, "code.html")
    assert reading.outcome is Outcome.PARTLY_READ
    assert "leads on to another (“/new-code/”)" in reading.detail


def test_a_script_that_leads_on_only_on_a_condition_says_nothing() -> None:
    script = "<script>if (old) { window.location = '/old' }</script>"
    reading = read(f"<title>Code</title>{script}<body><p>We respect human rights.</p>".encode(), HTML, "code.html")
    assert reading.outcome is Outcome.READ


def test_a_page_of_menus_alone_and_a_page_in_a_frame_are_told() -> None:
    menu = read(b"<title>Code</title><body><nav><a>Home</a></nav><footer>Alder</footer>", HTML, "code.html")
    assert "all its text is menus and the like" in menu.detail
    frame = read(b"<title>Code</title><body><p>Our code:</p><iframe src='code.pdf'></iframe>", HTML, "code.html")
    assert "shows another page in a frame" in frame.detail


def test_the_notice_of_a_program_is_told_whatever_the_format() -> None:
    text = b"Please wait...\n\nIf this message is not eventually replaced by the proper contents of the document, wait."
    reading = read(text, PLAIN, "code.txt")
    assert reading.outcome is Outcome.PARTLY_READ
    assert "a notice of the program" in reading.detail


def test_what_is_read_and_what_is_collected_are_judged_by_one_mechanism() -> None:
    assert vars(sifting)["wall"] is wall


@pytest.mark.parametrize("words", [MOST_UNDER_A_NAME - 3, MOST_UNDER_A_NAME])
def test_what_is_long_enough_to_be_no_wall_is_told_by_its_first_words(words: int) -> None:
    """As by all of them: no sign counts on a page with so many words."""
    content = f"<title>403</title><h1>403 Forbidden now</h1><p>{'Access denied. ' * (words // 2 - 1)}</p>".encode()
    document = read(content, HTML, "page.html").document
    assert document is not None
    assert is_long(document) == (words == MOST_UNDER_A_NAME) == (shown_of(document).words >= MOST_UNDER_A_NAME)
    assert max(FEW, *(most for _, most in KINDS.values())) <= MOST_UNDER_A_NAME
