use std::sync::Arc;

use jiff::Timestamp;
use store::Row;
use vocab::ReaderId;
use web::RoleSet;
use words::Language;

/// An account.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Its id.
    pub id: ReaderId,
    /// Its address, as the reader wrote it.
    pub email: Arc<str>,
    /// Its name; may be empty.
    pub name: Arc<str>,
    /// Its roles at the desk; empty for readers.
    pub roles: RoleSet,
    /// When the address was proven.
    pub verified_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was closed by the desk, if it was.
    pub disabled_at: Option<Timestamp>,
    /// In which language it wants to be written to, if it said so.
    pub language: Option<Language>,
    pub(crate) password_hash: Option<String>,
}

impl Reader {
    pub(crate) fn read(row: &Row) -> store::Result<Self> {
        Ok(Self {
            id: row.parse("id")?,
            email: row.text("email")?.into(),
            name: row.text("name")?.into(),
            roles: row.parse("roles")?,
            verified_at: row.time_opt("verified_at")?,
            created_at: row.time("created_at")?,
            disabled_at: row.time_opt("disabled_at")?,
            language: row.parse_opt("language")?,
            password_hash: row.text_opt("password_hash")?,
        })
    }

    /// The name, or the address where there is none.
    pub fn called(&self) -> Arc<str> {
        if self.name.is_empty() { self.email.clone() } else { self.name.clone() }
    }
}
