use std::{collections::BTreeSet, fmt, str::FromStr};

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse as _, Redirect, Response},
};
use http::request::Parts;
use words::{Language, Words};

use crate::{PageError, SignedIn, Site, Visitor, asset_path};

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

    /// The word in the database and in forms.
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

    /// What people call it.
    pub fn name(self, say: Words) -> String {
        match self {
            Self::Owner => say.role_owner(),
            Self::Editor => say.role_editor(),
            Self::Author => say.role_author(),
            Self::Circulation => say.role_circulation(),
            Self::Finance => say.role_finance(),
            Self::Support => say.role_support(),
            Self::Ads => say.role_ads(),
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a role: use owner, editor, author, circulation, finance, support or ads")]
pub struct UnknownRole(pub String);

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

    /// What people call them.
    pub fn names(&self, say: Words) -> String {
        let names: Vec<_> = self.0.iter().map(|role| role.name(say)).collect();
        names.join(", ")
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
    pub fn sentence(self, say: Words) -> String {
        match self {
            Self::Added => say.desk_done_added(),
            Self::Saved => say.desk_done_saved(),
            Self::Published => say.desk_done_published(),
            Self::Withdrawn => say.desk_done_withdrawn(),
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

/// A member of the staff, and how the page comes. Extracting it is the first
/// check of each desk route; [`Staff::require`] is the second.
#[derive(Clone, Debug)]
pub struct Staff(pub SignedIn, Asked);

/// What a page of the desk depends on beside who asks for it.
#[derive(Clone, Debug)]
struct Asked {
    language: Language,
    /// The address that can be asked for again; empty where something was posted.
    path: String,
    done: Option<Done>,
}

impl Staff {
    /// Whoever is logged in, if a member of the staff, in the language of
    /// whoever asked for `path`; that is empty where it cannot be asked for again.
    pub fn of(signed_in: SignedIn, language: Language, path: &str) -> Option<Self> {
        let asked = Asked { language, path: path.to_owned(), done: None };
        (!signed_in.roles.is_empty()).then_some(Self(signed_in, asked))
    }

    /// The words to answer with.
    pub const fn words(&self) -> Words {
        Words::of(self.1.language)
    }

    /// Refuses unless one of `roles` is held.
    pub fn require(&self, roles: &[Role]) -> Result<(), PageError> {
        if self.0.roles.may(roles) {
            return Ok(());
        }
        let owner = [Role::Owner];
        let roles = if roles.is_empty() { &owner } else { roles };
        let roles: RoleSet = roles.iter().copied().collect();
        Err(PageError::forbidden(move |say: Words| say.desk_for_roles(roles.names(say))))
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
        let done = parts.uri.query().and_then(Done::in_query);
        // What was done is said once.
        let path = match page {
            Some(page) if done.is_some() => page.path().to_owned(),
            page => page.map_or_else(String::new, ToString::to_string),
        };
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let signed_in = visitor.require_reader(&next)?;
        let staff = Self::of(signed_in.clone(), visitor.language, &path);
        let mut staff = staff.ok_or_else(|| PageError::forbidden(Words::desk_for_staff))?;
        staff.1.done = done;
        Ok(staff)
    }
}

/// The frame around a page of the desk.
#[derive(Clone)]
pub struct DeskFrame {
    /// The paper.
    pub site: Site,
    /// What the page is called.
    pub title: String,
    /// The desk's words, in the language of whoever works there.
    pub say: Words,
    /// The page's address, for whoever changes the language on it; may be empty.
    pub path: String,
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
            say: staff.words(),
            path: staff.1.path.clone(),
            name: staff.0.name.to_string(),
            roles: staff.0.roles.clone(),
            done: staff.1.done,
        }
    }

    /// A frame without a way into the desk, for whoever is not logged in any more.
    pub fn of_nobody(site: &Site, say: Words, title: impl Into<String>) -> Self {
        Self {
            site: site.clone(),
            title: title.into(),
            say,
            path: String::new(),
            name: String::new(),
            roles: RoleSet::default(),
            done: None,
        }
    }

    /// The address of a style sheet or a drawing.
    pub fn asset(&self, name: &str) -> String {
        asset_path(name)
    }

    /// The languages that the page's words can come in.
    pub const fn languages(&self) -> [Language; 2] {
        Language::ALL
    }

    /// The parts of the desk that these roles may open: path and label.
    pub fn parts(&self) -> Vec<(&'static str, String)> {
        use Role::{Author, Circulation, Editor, Finance, Support};
        type Label = fn(Words) -> String;
        let all: [(&[Role], _, Label); 14] = [
            (&[Editor, Author], "/desk/stories", Words::desk_stories),
            (&[Editor], "/desk/sections", Words::desk_sections),
            (&[Editor], "/desk/authors", Words::desk_authors),
            (&[Editor], "/desk/pages", Words::desk_pages),
            (&[Editor, Circulation], "/desk/passes", Words::passes),
            (&[Circulation, Support, Finance], "/desk/readers", Words::desk_readers),
            (&[Circulation, Support, Finance], "/desk/subscriptions", Words::desk_subscriptions),
            (&[Circulation, Finance], "/desk/plans", Words::desk_plans),
            (&[Circulation, Editor], "/desk/meter", Words::desk_meter_title),
            (&[Circulation], "/desk/institutions", Words::desk_institutions),
            (&[], "/desk/appearance", Words::desk_appearance),
            (&[], "/desk/robots", Words::robots_heading),
            (&[], "/desk/settings", Words::desk_settings),
            (&[], "/desk/audit", Words::desk_audit),
        ];
        let open = all.into_iter().filter(|(roles, ..)| self.roles.may(roles));
        open.map(|(_, path, label)| (path, label(self.say))).collect()
    }
}
