use std::{collections::BTreeSet, fmt, str::FromStr};

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse as _, Redirect, Response},
};
use http::request::Parts;

use crate::{PageError, SignedIn, Site, Visitor};

/// What somebody does at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Everything, settings and staff included.
    Owner,
    /// All stories.
    Editor,
    /// Stories of one's own, as drafts.
    Author,
    /// Readers and subscriptions.
    Circulation,
    /// Money.
    Finance,
    /// Helping readers.
    Support,
    /// Advertisements.
    Ads,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Owner,
        Self::Editor,
        Self::Author,
        Self::Circulation,
        Self::Finance,
        Self::Support,
        Self::Ads,
    ];

    /// The word in the database and at the desk.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Editor => "editor",
            Self::Author => "author",
            Self::Circulation => "circulation",
            Self::Finance => "finance",
            Self::Support => "support",
            Self::Ads => "ads",
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a role: use owner, editor, author, circulation, finance, support or ads")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

/// Somebody's roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleSet(BTreeSet<Role>);

impl RoleSet {
    /// Whether there is none: a reader.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of `wanted` is among them; an owner may do everything.
    pub fn may(&self, wanted: &[Role]) -> bool {
        self.0.contains(&Role::Owner) || wanted.iter().any(|role| self.0.contains(role))
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}

impl fmt::Display for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.0.iter().map(|role| role.as_str()).collect();
        f.write_str(&words.join(" "))
    }
}

impl FromStr for RoleSet {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        text.split_whitespace().map(str::parse).collect()
    }
}

/// What was done just before this page: it stands in the address, from this
/// fixed set, so that no link can put words into the desk's mouth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Something was made.
    Added,
    /// Something was changed.
    Saved,
    /// A story was put before its readers.
    Published,
    /// Something was taken back.
    Withdrawn,
}

impl Done {
    const ALL: [Self; 4] = [Self::Added, Self::Saved, Self::Published, Self::Withdrawn];

    /// The word in the address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Saved => "saved",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What the page says.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Added => "Added.",
            Self::Saved => "Saved.",
            Self::Published => "Published.",
            Self::Withdrawn => "Withdrawn.",
        }
    }

    /// Leads to the desk's page at `path`, which then says so. `path` has no query.
    pub fn redirect(self, path: &str) -> Response {
        Redirect::to(&format!("{path}?done={}", self.as_str())).into_response()
    }

    fn in_query(query: &str) -> Option<Self> {
        let word = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
        Self::ALL.into_iter().find(|done| done.as_str() == word)
    }
}

/// A member of the staff, and what the page should say was done. Extracting it
/// is the first check of each desk route; [`Staff::require`] is the second.
#[derive(Clone, Debug)]
pub struct Staff(pub SignedIn, Option<Done>);

impl Staff {
    /// Whoever is logged in, if a member of the staff.
    pub fn of(signed_in: SignedIn) -> Option<Self> {
        (!signed_in.roles.is_empty()).then_some(Self(signed_in, None))
    }

    /// The words to answer with.
    pub const fn words(&self) -> words::Words {
        words::Words::of(words::Language::English)
    }

    /// Refuses unless one of `roles` is held.
    pub fn require(&self, roles: &[Role]) -> Result<(), PageError> {
        if self.0.roles.may(roles) {
            return Ok(());
        }
        let owner = [Role::Owner];
        let roles = if roles.is_empty() { &owner } else { roles };
        let words: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        Err(PageError::forbidden(format!("This part of the desk is for: {}.", words.join(", "))))
    }

    /// The actor's name in the audit log: the account's id.
    pub fn actor(&self) -> String {
        self.0.reader.to_string()
    }
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        // Back to the page; what was posted cannot be repeated after a log-in.
        let page = parts.uri.path_and_query().filter(|_| parts.method.is_safe());
        let next = page.map_or("/desk", |page| page.as_str()).to_owned();
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let signed_in = visitor.require_reader(&next)?;
        let staff = Self::of(signed_in.clone());
        let staff = staff
            .ok_or_else(|| PageError::forbidden("The desk is for the paper’s staff.".to_owned()))?;
        Ok(Self(staff.0, parts.uri.query().and_then(Done::in_query)))
    }
}

/// The frame around a page of the desk.
#[derive(Clone)]
pub struct DeskFrame {
    /// The paper.
    pub site: Site,
    /// What the page is called.
    pub title: String,
    /// Whose desk it is; empty where nobody is logged in.
    pub name: String,
    /// The roles, in words.
    pub roles: RoleSet,
    /// What was done just before.
    pub done: Option<Done>,
}

impl DeskFrame {
    /// A frame for `staff`.
    pub fn new(site: &Site, staff: &Staff, title: impl Into<String>) -> Self {
        Self {
            site: site.clone(),
            title: title.into(),
            name: staff.0.name.to_string(),
            roles: staff.0.roles.clone(),
            done: staff.1,
        }
    }

    /// A frame without a way into the desk, for whoever is not logged in any more.
    pub fn of_nobody(site: &Site, title: impl Into<String>) -> Self {
        Self {
            site: site.clone(),
            title: title.into(),
            name: String::new(),
            roles: RoleSet::default(),
            done: None,
        }
    }

    /// The parts of the desk that these roles may open: path and label.
    pub fn parts(&self) -> Vec<(&'static str, &'static str)> {
        use Role::{Author, Circulation, Editor, Finance, Support};
        let all: [(&[Role], _, _); 11] = [
            (&[Editor, Author], "/desk/stories", "Stories"),
            (&[Editor], "/desk/sections", "Sections"),
            (&[Editor], "/desk/authors", "Authors"),
            (&[Editor], "/desk/pages", "Static pages"),
            (&[Circulation, Support, Finance], "/desk/readers", "Readers"),
            (&[Circulation, Support, Finance], "/desk/subscriptions", "Subscriptions"),
            (&[Circulation, Finance], "/desk/plans", "Plans"),
            (&[], "/desk/appearance", "Appearance"),
            (&[], "/desk/robots", "Search engines and bots"),
            (&[], "/desk/settings", "Settings"),
            (&[], "/desk/audit", "Audit log"),
        ];
        let open = all.into_iter().filter(|(roles, ..)| self.roles.may(roles));
        open.map(|(_, path, label)| (path, label)).collect()
    }
}
