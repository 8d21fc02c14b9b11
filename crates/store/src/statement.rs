use crate::Kind;

/// One SQL text, known by name. Made by [`statement!`](crate::statement) only,
/// which registers it for the test that prepares every statement on both
/// databases.
#[derive(Debug)]
pub struct Statement {
    /// Module and name, for errors and logs.
    pub name: &'static str,
    /// The text; SQLite's where the two differ.
    pub sqlite: &'static str,
    /// The text; PostgreSQL's where the two differ.
    pub postgres: &'static str,
}

impl Statement {
    /// The text for `kind`.
    pub const fn text(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Sqlite => self.sqlite,
            Kind::Postgres => self.postgres,
        }
    }

    /// Whether it only reads, so that SQLite's reading connections may run it.
    pub fn only_reads(&self) -> bool {
        self.sqlite.trim_start().starts_with("SELECT")
            || self.sqlite.trim_start().starts_with("WITH")
    }

    /// Every statement of every crate linked into this program.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Registered>().map(|registered| registered.0)
    }
}

/// An entry of the registry.
pub struct Registered(pub &'static Statement);

inventory::collect!(Registered);

/// Defines a [`Statement`](crate::Statement): one text for both databases, or
/// twins side by side where the dialects leave no choice.
///
/// ```
/// store::statement! {
///     /// The moment of the latest migration.
///     FIND_LATEST = "SELECT MAX(finished_at) AS at FROM migrations";
/// }
/// assert!(FIND_LATEST.only_reads());
/// ```
#[macro_export]
macro_rules! statement {
    ($(#[$doc:meta])* $name:ident = $sql:expr;) => {
        $crate::statement! { $(#[$doc])* $name = sqlite $sql, postgres $sql; }
    };
    ($(#[$doc:meta])* $name:ident = sqlite $sqlite:expr, postgres $postgres:expr;) => {
        $(#[$doc])*
        static $name: $crate::Statement = $crate::Statement {
            name: concat!(module_path!(), "::", stringify!($name)),
            sqlite: $sqlite,
            postgres: $postgres,
        };
        $crate::inventory::submit! { $crate::Registered(&$name) }
    };
}
