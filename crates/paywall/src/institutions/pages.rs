use askama::Template;
use web::{Frame, SafePath};

use super::redemption::Membership;

/// Which institution gives access, and where a code is typed.
#[derive(Template)]
#[template(path = "institution.html")]
pub(super) struct InstitutionPage {
    pub(super) frame: Frame,
    /// Which institution gives access, by what, and until when, in a sentence.
    pub(super) recognised: Option<String>,
    pub(super) memberships: Vec<Membership>,
    /// Where to go on to.
    pub(super) next: SafePath,
    pub(super) code: String,
    pub(super) problem: Option<String>,
    pub(super) done: Option<String>,
}

impl InstitutionPage {
    /// This very page, for whoever comes back from logging in.
    pub(super) fn here(&self) -> String {
        let next = self.next.as_str();
        let here = match next {
            "/" => "/institution".to_owned(),
            _ => format!("/institution?next={}", self.next.encoded()),
        };
        SafePath::parse(&here).encoded()
    }

    /// Whether there is a story to go on to.
    pub(super) fn goes_on(&self) -> bool {
        self.next.as_str() != "/"
    }
}
