use words::{Language, Words};

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
    for fine in
        ["éàéàéàéàé", "correct horse battery", "наша газета", "tea and the morning paper, 1997"]
    {
        assert_eq!(check_strength(fine), Ok(()), "{fine}");
    }
}

/// Our hashes are what the library itself understands.
#[tokio::test]
async fn hashes_verify_and_forgeries_do_not() {
    struct Fixed;
    impl vocab::Clock for Fixed {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }
    }
    impl vocab::Random for Fixed {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }
    let passwords = crate::Passwords::new(vocab::Ambient::new(Fixed, Fixed));
    let hash = passwords.hash("tea and toast").await.unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    use argon2::PasswordVerifier as _;
    let parsed = argon2::PasswordHash::new(&hash).unwrap();
    assert!(argon2::Argon2::default().verify_password(b"tea and toast", &parsed).is_ok());
    for _ in 0..2 {
        assert!(passwords.verify("tea and toast", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("tea and coffee", Some(&hash)).await.unwrap());
        assert!(!passwords.verify("no account", None).await.unwrap());
        assert!(!passwords.verify("x", Some("$argon2id$nonsense")).await.unwrap());
    }
}

#[test]
fn agents_in_words() {
    let chrome =
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36";
    let english = |agent| describe_agent(agent, Words::of(Language::English));
    assert_eq!(english(chrome), "Chrome on Android");
    assert_eq!(describe_agent(chrome, Words::of(Language::Hindi)), "Android पर Chrome");
    assert_eq!(english("curl/8.1"), "curl");
    assert_eq!(english(""), "Unknown device");
}
