"""How the cast signs."""

from sharing.access.signing import Evidence


def evidence(name: str) -> Evidence:
    return Evidence(
        typed_name=name.title(),
        account_name=name.title(),
        address=f"{name}@example.org",
        ip="192.0.2.1",
        user_agent="Browser",
        shown_label="I have read this agreement and agree to it.",
        shown_at="2026-01-01T00:00:00Z",
        session_sha256="0" * 64,
        shown_button="Sign and open",
        shown_in="en",
        page_sha256="0" * 64,
        authenticated_by="password",
        authenticated_at="2026-01-01T00:00:00Z",
    )
