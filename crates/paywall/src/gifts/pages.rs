use askama::Template;
use jiff::Timestamp;
use web::Frame;

use super::Gift;

/// What a giver gave, and how much is left.
#[derive(Template)]
#[template(path = "gifts.html")]
pub(super) struct GiftsPage {
    pub(super) frame: Frame,
    pub(super) gifts: Vec<Gift>,
    pub(super) may_give: bool,
    pub(super) per_month: u32,
    pub(super) left: u32,
    pub(super) now: Timestamp,
    pub(super) revoked: bool,
}

/// One gift, with its link.
#[derive(Template)]
#[template(path = "gift.html")]
pub(super) struct GiftPage {
    pub(super) frame: Frame,
    pub(super) gift: Gift,
    pub(super) address: String,
    /// A new mail that holds it.
    pub(super) mail: String,
    pub(super) left: u32,
    pub(super) now: Timestamp,
}
