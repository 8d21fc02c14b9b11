//! The catalogue: 41 ways around a wall, each with what is tried from outside,
//! and the tests from inside for what an outsider cannot see.

mod api;
mod arrivals;
mod browser;
mod codes;
mod forms;
mod gifts;
mod headers;
mod hidden;
mod matrix;
mod paths;
mod races;
mod surfaces;
mod time;
mod tokens;
mod transfer;

use std::{future::Future, pin::Pin, time::Duration};

use crate::{
    Audit,
    outcome::{Verdict, passed},
};

/// The longest that one row may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(240);

type Attempt = for<'a> fn(&'a Audit) -> Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// One way around.
pub struct Row {
    /// Its number in the catalogue.
    pub number: u8,
    /// What it is called.
    pub technique: &'static str,
    /// What is tried, in a sentence.
    pub tries: &'static str,
    /// The tests of this repository that try from inside what cannot be seen from outside.
    pub inside: &'static [&'static str],
    pub(crate) attempt: Attempt,
}

macro_rules! row {
    ($number:literal, $technique:literal, $tries:literal, [$($inside:literal),*], $attempt:path) => {
        Row {
            number: $number,
            technique: $technique,
            tries: $tries,
            inside: &[$($inside),*],
            attempt: |audit| Box::pin($attempt(audit)),
        }
    };
}

/// The control's own line: it appears only if the control fails after the last row.
pub(crate) const CONTROL: Row = row!(
    0,
    "the control, once more",
    "the subscriber gets all that the others must not",
    [],
    control
);

async fn control(audit: &Audit) -> Verdict {
    audit.control().await?;
    passed("the subscriber gets everything")
}

/// All rows, in order.
pub const ALL: &[Row] = &[
    row!(
        1,
        "cookies cleared",
        "fifty visits without a cookie: a metered story only after the cookie came back",
        ["a_network_brings_only_so_many_new_devices", "newcomers_prove_their_cookie"],
        arrivals::cookies_cleared
    ),
    row!(
        2,
        "cookies refused",
        "the redirect followed without the cookie, again and again",
        ["newcomers_prove_their_cookie"],
        arrivals::cookies_refused
    ),
    row!(
        3,
        "browser storage cleared",
        "whatever a browser keeps but the device's cookie is forgotten",
        [],
        arrivals::storage_cleared
    ),
    row!(4, "scripts off", "the page as it is sent, without a browser", [], arrivals::scripts_off),
    row!(
        5,
        "referer",
        "as if a search engine or a social network had sent the visitor",
        [],
        headers::referers
    ),
    row!(
        6,
        "crawler's name",
        "as search engines, previews and archives call themselves, compressed or not",
        ["what_is_not_reading_is_not_counted"],
        headers::crawlers
    ),
    row!(
        7,
        "faked crawler's address",
        "a crawler's name with a crawler's address in every header",
        ["pretenders_get_the_lead", "a_verified_engine_reads_what_the_publisher_lets_it"],
        headers::faked_crawlers
    ),
    row!(
        8,
        "faked address",
        "another visitor's address in every header, and nonsense",
        ["forged_addresses_share_one_allowance", "a_trusted_proxys_addresses_count_apart"],
        headers::addresses
    ),
    row!(
        9,
        "other renderings",
        "AMP, print, reader, JSON and Markdown, by path, query and Accept",
        [],
        forms::renderings
    ),
    row!(10, "feeds", "RSS, Atom, JSON Feed, oEmbed, transcripts", [], surfaces::feeds),
    row!(
        11,
        "hidden in the page",
        "descriptions, JSON-LD, comments, templates, scripts, source maps",
        ["known_bypasses_find_nothing"],
        forms::hidden_in_the_page
    ),
    row!(
        12,
        "the API",
        "fields, includes, batches and lists that ask for bodies",
        ["lists_hold_no_body", "a_story_comes_with_its_decision", "only_keys_may_ask"],
        api::bodies
    ),
    row!(13, "search", "phrases that stand in locked parts only", [], surfaces::search),
    row!(
        14,
        "sitemaps and pictures for links",
        "what is made for machines",
        [],
        surfaces::sitemaps
    ),
    row!(
        15,
        "previews, drafts, embargoes",
        "what is not published, and previews of what is",
        [
            "drafts_are_nowhere",
            "a_later_story_waits_for_its_moment",
            "each_role_does_its_part_and_no_other"
        ],
        hidden::unpublished
    ),
    row!(
        16,
        "service worker",
        "what a browser keeps after a log-out",
        [],
        surfaces::service_worker
    ),
    row!(
        17,
        "HEAD and ranges",
        "lengths and parts of what is locked",
        ["what_is_not_reading_is_not_counted"],
        transfer::head_and_ranges
    ),
    row!(
        18,
        "another's ETag",
        "a subscriber's validators, sent by others",
        ["shared_bytes_are_not_shared_access"],
        transfer::validators
    ),
    row!(
        19,
        "caches poisoned",
        "strangers after a subscriber; hosts that headers name",
        ["nothing_leaks_behind_nginx", "nothing_leaks_behind_varnish"],
        transfer::caches
    ),
    row!(
        20,
        "caches deceived",
        "a subscriber's page under a style sheet's name",
        ["nothing_leaks_behind_nginx", "nothing_leaks_behind_varnish"],
        transfer::deception
    ),
    row!(
        21,
        "races",
        "a hundred stories at once from one device, in one write and in step",
        [
            "a_race_opens_exactly_the_limit",
            "a_race_is_exact_and_durable",
            "two_hundred_readings_on_two_nodes_are_exact"
        ],
        races::at_once
    ),
    row!(
        22,
        "connections cut",
        "a hundred answers cut off after their first bytes",
        [],
        races::cut_off
    ),
    row!(
        23,
        "device cloned",
        "fifty browsers with one device's cookie",
        ["a_race_opens_exactly_the_limit"],
        races::cloned
    ),
    row!(
        24,
        "cookies damaged",
        "bits turned, cut short, too long, twice",
        ["odd_cookies_are_no_cookies"],
        tokens::cookies
    ),
    row!(
        25,
        "tokens forged",
        "unsigned, of another key, expired, as bearer, cookie and device",
        ["a_bearer_is_its_reader", "only_keys_may_ask", "a_revoked_key_opens_nothing"],
        tokens::forged
    ),
    row!(
        26,
        "clocks",
        "a visitor's clock hours and months away",
        ["the_month_turns_at_the_papers_midnight"],
        time::clocks
    ),
    row!(27, "log-in shared", "one account in many browsers at once", [], time::shared_log_in),
    row!(
        28,
        "gifts",
        "gift links beyond their story, time and number",
        ["a_hundred_openers_at_once_are_ten", "fifty_gifts_at_once_are_ten", "a_gift_ends"],
        gifts::gifts
    ),
    row!(
        29,
        "vouchers and institutions",
        "codes guessed, more of them than an account may try in an hour",
        ["guessing_is_answered_alike_and_seldom", "a_code_is_redeemed_exactly_as_often_as_it_may"],
        codes::codes
    ),
    row!(30, "e-paper", "pages, tiles, texts and dates by guessing", [], surfaces::epaper),
    row!(31, "newsletters", "links forwarded and opened by scanners", [], surfaces::newsletters),
    row!(
        32,
        "addresses enumerated",
        "what is hidden answers as what is missing, byte for byte and in time",
        ["drafts_are_nowhere"],
        hidden::enumeration
    ),
    row!(
        33,
        "spellings of the address",
        "capitals, escapes, slashes, dots, other forms of letters, whole addresses",
        ["each_page_has_one_address", "absolute_forms_name_the_host", "zero_bytes_are_refused"],
        paths::spellings
    ),
    row!(
        34,
        "methods",
        "other methods, methods in headers and forms, TRACE",
        ["methods_are_not_overridden"],
        paths::methods
    ),
    row!(
        35,
        "files beside the pictures",
        "ways out of the folders of pictures and assets",
        ["a_directory_keeps_files"],
        paths::files
    ),
    row!(
        36,
        "every state at every door",
        "each visitor at each level, by page and by API",
        ["each_level_opens_to_whom_it_should", "routes_in_sources"],
        matrix::doors
    ),
    row!(
        37,
        "the wall's size",
        "two stories that differ in the length of what is locked",
        ["the_walls_size_tells_nothing"],
        forms::sizes
    ),
    row!(38, "copied in bulk", "hundreds of stories by one subscriber", [], time::bulk),
    row!(39, "archive sites", "as archives fetch", [], headers::archives),
    row!(
        40,
        "template leftovers",
        "braces, undefined, NaN on any page",
        ["every_link_leads_to_a_clean_page"],
        forms::leftovers
    ),
    row!(
        41,
        "access that ended",
        "log-out and the end of a subscription, at the next request",
        [
            "log_out_ends_it_at_the_next_request",
            "access_begins_and_ends_everywhere",
            "ended_sessions_end_everywhere"
        ],
        time::ended_access
    ),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::{ALL, Row};

    #[test]
    fn the_catalogue_is_complete() {
        assert!(ALL.iter().map(|row| row.number).eq(1..=41));
    }

    fn sources(folder: &Path, out: &mut String) {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                sources(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push_str(&fs::read_to_string(&path).unwrap());
            }
        }
    }

    /// The handbook tells of every row, in the words of the command.
    #[test]
    fn the_handbook_has_every_row() {
        let handbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/audit.md");
        let text = fs::read_to_string(handbook).unwrap();
        for Row { number, technique, tries, .. } in ALL {
            let line = format!("| a{number} | {technique} | {tries} |");
            assert!(text.contains(&line), "docs/audit.md lacks {line}");
        }
    }

    /// Every test that a row names from inside exists.
    #[test]
    fn every_test_from_inside_exists() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut text = String::new();
        sources(&crates, &mut text);
        let named: BTreeSet<_> = ALL.iter().flat_map(|row| row.inside).collect();
        for name in named {
            assert!(text.contains(&format!("fn {name}(")), "there is no test {name}");
        }
    }
}
