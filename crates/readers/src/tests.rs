use crate::{PasswordProblem, account::describe_agent, check_strength};

#[test]
fn passwords_that_everybody_uses_are_refused() {
    for common in [
        "password",
        "Password1!",
        "12345678",
        "aaaaaaaa",
        "qwertyqwerty",
        "letmein123",
        "Masthead2026",
    ] {
        assert_eq!(check_strength(common), Err(PasswordProblem::Common), "{common}");
    }
    assert_eq!(check_strength("short"), Err(PasswordProblem::TooShort));
    assert_eq!(check_strength(&"x1".repeat(200)), Err(PasswordProblem::TooLong));
    for fine in ["correct horse battery", "наша газета", "tea and the morning paper, 1997"]
    {
        assert_eq!(check_strength(fine), Ok(()), "{fine}");
    }
}

#[test]
fn agents_in_words() {
    let chrome =
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36";
    assert_eq!(describe_agent(chrome), "Chrome on Android");
    assert_eq!(describe_agent("curl/8.1"), "curl");
    assert_eq!(describe_agent(""), "Unknown device");
}
