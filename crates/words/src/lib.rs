//! What the paper says, to readers and to its staff, in each of its languages.
//!
//! The messages lie in `messages/LANGUAGE/*.ftl` (Project Fluent). The build
//! makes one method of each on [`Words`], its arguments in alphabetical order:
//! a page that asks for words which the catalogue lacks does not compile, and
//! neither does a language that lacks a message.

mod argument;
mod format;
mod language;
mod offers;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

pub use argument::Argument;
pub use format::Amount;
pub use language::{Language, UnknownLanguage};

type Bundle = FluentBundle<FluentResource>;

/// The words of one language. A copy costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Words(Language);

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

impl Words {
    /// The words of `language`.
    pub const fn of(language: Language) -> Self {
        Self(language)
    }

    /// Which language it is.
    pub const fn language(self) -> Language {
        self.0
    }

    /// Whether it is `language`. Templates pass references, code values.
    pub fn speaks(self, language: impl Into<Language>) -> bool {
        self.0 == language.into()
    }

    /// The words of another language.
    pub fn of_other(self, language: impl Into<Language>) -> Self {
        Self(language.into())
    }

    fn message(self, id: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let bundle = bundle(self.0);
        let arguments: FluentArgs<'_> =
            arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        // The build has seen the message in each language, with these arguments.
        let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

static ENGLISH: LazyLock<Bundle> =
    LazyLock::new(|| load(Language::English, include_str!(concat!(env!("OUT_DIR"), "/en.ftl"))));
static HINDI: LazyLock<Bundle> =
    LazyLock::new(|| load(Language::Hindi, include_str!(concat!(env!("OUT_DIR"), "/hi.ftl"))));

fn bundle(language: Language) -> &'static Bundle {
    match language {
        Language::English => &ENGLISH,
        Language::Hindi => &HINDI,
    }
}

fn load(language: Language, text: &str) -> Bundle {
    let identifier = language.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![identifier]);
    // Marks around each argument would be found by whoever searches the page.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => |value, _| format::plain_number(Language::English, value),
        Language::Hindi => |value, _| format::plain_number(Language::Hindi, value),
    }));
    // The build has parsed the same text, and no message stands in it twice.
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let _ = bundle.add_resource(resource);
    bundle
}
