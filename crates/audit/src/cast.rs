use crate::{leak::Canary, wire::Address};

pub use vocab::Access;

/// A log-in by the paper's own form.
#[derive(Clone)]
pub struct LogIn {
    /// The account's address.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// A story that was planted for the audit.
#[derive(Clone, Debug)]
pub struct PlantedStory {
    /// Its path.
    pub path: String,
    /// Its id in the API.
    pub id: String,
    /// Its level.
    pub access: Access,
    /// The canaries in its locked part.
    pub canaries: Vec<Canary>,
    /// The lines of its locked part.
    pub lines: Vec<String>,
    /// What anybody may read of it.
    pub public: String,
}

/// All that was planted.
#[derive(Clone, Debug, Default)]
pub struct Planted {
    /// What all canaries begin with.
    pub prefix: String,
    /// Stories with every kind of block, one for each level.
    pub stories: Vec<PlantedStory>,
    /// Short metered stories, for counting.
    pub small: Vec<PlantedStory>,
    /// Stories that nobody may know of yet: a draft, one of tomorrow.
    pub hidden: Vec<PlantedStory>,
    /// Two premium stories that differ in the length of their locked part only.
    pub lengths: Vec<PlantedStory>,
}

/// What the audit is to do.
#[derive(Clone)]
pub struct Plan {
    /// Where the paper is.
    pub address: Address,
    /// What the paper calls itself, if that differs (behind a proxy).
    pub origin: Option<String>,
    /// What was planted.
    pub planted: Planted,
    /// A subscriber: without one, what is locked is known from canaries only.
    pub subscriber: Option<LogIn>,
    /// A reader without a subscription.
    pub registered: Option<LogIn>,
    /// A reader whose subscription ended.
    pub lapsed: Option<LogIn>,
    /// Only these rows; all if empty.
    pub rows: Vec<u8>,
}
