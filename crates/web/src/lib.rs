//! What every page needs: the visitor, the frame around a page, cookies,
//! the origin check, errors as pages or problem details, shared page bytes.

mod assets;
mod benefits;
mod client;
mod cookies;
mod desk;
mod error;
mod face;
mod forms;
mod frame;
mod headers;
mod path;
mod shared_page;
mod signing;
mod site;
#[cfg(test)]
mod tests;
mod visitor;

pub use assets::{ASSET_CACHE_CONTROL, asset_path, find_asset};
pub use benefits::benefit_icon;
pub use client::{ClientAddress, declares_itself_crawler, is_prefetch};
pub use cookies::{CookieKind, clear_cookie, read_cookie, set_cookie, set_cookie_for};
pub use desk::{DeskFrame, Done, Role, RoleSet, Staff, UnknownRole};
pub use error::{PageError, Problem, Sentence};
pub use face::{
    CONTRAST_MIN, Color, Face, FaceProblem, FaceSettings, TYPEFACE, Typeface, UnknownColor,
    typefaces,
};
pub use forms::{FormData, JsonData, QueryData};
pub use frame::{Frame, time_attribute};
pub use headers::{add_security_headers, is_own_origin};
pub use path::{RESERVED_SEGMENTS, SafePath, is_section_slug, is_slug, mail_to, slug_from};
pub use shared_page::{PRIVATE_NO_STORE, SharedPage, page_response};
pub use signing::{Key, hex, sha256};
pub use site::{NavItem, Site, SiteConfig};
pub use visitor::{SignedIn, Variant, Visitor};
