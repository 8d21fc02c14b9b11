//! Institutions' e-mail domains: how they are typed, and whose an address is.

use std::collections::HashMap;

/// Where anybody gets an address.
const PUBLIC: [&str; 40] = [
    "126.com",
    "163.com",
    "aol.com",
    "duck.com",
    "fastmail.com",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "inbox.com",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "outlook.com",
    "outlook.in",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediff.com",
    "rediffmail.com",
    "rocketmail.com",
    "tutanota.com",
    "web.de",
    "yahoo.co.in",
    "yahoo.com",
    "yahoo.in",
    "yandex.com",
    "yandex.ru",
    "zohomail.in",
];
/// Under these a name of its own begins with the third label.
const SECOND_LEVELS: [&str; 12] =
    ["ac", "co", "com", "edu", "ernet", "gen", "gov", "mil", "net", "nic", "org", "res"];
const CHARS_MAX: usize = 253;

/// What will not do with a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DomainProblem {
    /// No domain at all.
    Unreadable,
    /// Everybody has addresses there.
    Public,
}

/// A domain as somebody types it, with or without `@`, in small letters.
pub(crate) fn read_domain(text: &str) -> Result<String, DomainProblem> {
    let domain = text.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase();
    let labels: Vec<_> = domain.split('.').collect();
    // Marks above and below letters are no letters, and belong to many a name.
    let is_letter = |c: char| match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '-',
        false => !c.is_whitespace() && !c.is_control(),
    };
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.chars().all(is_letter)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_number = labels.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    let plain = labels.len() > 1 && labels.iter().all(is_label) && domain.len() <= CHARS_MAX;
    if !plain || is_number {
        return Err(DomainProblem::Unreadable);
    }
    // `ac.in` and `co.uk` are of many institutions.
    let is_suffix =
        matches!(labels[..], [second, top] if top.len() == 2 && SECOND_LEVELS.contains(&second));
    let is_public = PUBLIC.iter().any(|public| {
        domain == *public || domain.strip_suffix(public).is_some_and(|rest| rest.ends_with('.'))
    });
    if is_suffix || is_public {
        return Err(DomainProblem::Public);
    }
    Ok(domain)
}

/// Domains and whose they are; the closest to the address says.
#[derive(Debug)]
pub(crate) struct Domains<T>(HashMap<Box<str>, (T, bool)>);

impl<T> Default for Domains<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> FromIterator<(String, bool, T)> for Domains<T> {
    fn from_iter<I: IntoIterator<Item = (String, bool, T)>>(domains: I) -> Self {
        Self(
            domains.into_iter().map(|(name, below, owner)| (name.into(), (owner, below))).collect(),
        )
    }
}

impl<T> Domains<T> {
    /// Whose the address `email` is; under a domain's subdomains, where that was asked for.
    pub(crate) fn find(&self, email: &str) -> Option<&T> {
        if self.0.is_empty() {
            return None;
        }
        let (_, domain) = email.rsplit_once('@')?;
        let domain = domain.to_lowercase();
        if let Some((owner, _)) = self.0.get(&*domain) {
            return Some(owner);
        }
        let mut below = &*domain;
        while let Some((_, parent)) = below.split_once('.') {
            match self.0.get(parent) {
                Some((owner, true)) => return Some(owner),
                // A closer one speaks for itself alone.
                _ => below = parent,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_read_as_people_write_them() {
        for (typed, means) in [
            ("Example.EDU", "example.edu"),
            ("@iitx.ac.in", "iitx.ac.in"),
            (" library.example.org. ", "library.example.org"),
            ("विद्यालय.भारत", "विद्यालय.भारत"),
        ] {
            assert_eq!(read_domain(typed).as_deref(), Ok(means), "{typed}");
        }
        for typed in
            ["", "edu", "a b.edu", "me@x.edu", "-x.edu", "x..edu", ".", "203.0.113.7", "*.edu"]
        {
            assert_eq!(read_domain(typed), Err(DomainProblem::Unreadable), "{typed}");
        }
        for typed in ["gmail.com", "@Yahoo.co.in", "mail.gmail.com", "ac.in", "co.uk"] {
            assert_eq!(read_domain(typed), Err(DomainProblem::Public), "{typed}");
        }
        assert!(read_domain("notgmail.com").is_ok());
    }

    #[test]
    fn a_subdomain_is_its_parents_only_where_asked_for() {
        let domains: Domains<_> = [
            ("example.edu".to_owned(), true, "whole"),
            ("law.example.edu".to_owned(), false, "law"),
            ("other.edu".to_owned(), false, "other"),
        ]
        .into_iter()
        .collect();
        for (email, owner) in [
            ("a@example.edu", Some("whole")),
            ("a@Physics.Example.edu", Some("whole")),
            ("a@law.example.edu", Some("law")),
            ("a@x.law.example.edu", Some("whole")),
            ("a@other.edu", Some("other")),
            ("a@x.other.edu", None),
            ("a@notexample.edu", None),
            ("a@edu", None),
            ("example.edu", None),
            ("\"a@example.edu\"@evil.test", None),
        ] {
            assert_eq!(domains.find(email).copied(), owner, "{email}");
        }
    }
}
