//! Looks for locked text in an answer, however it was wrapped: the canaries that
//! were planted, and every run of forty characters of the texts themselves.

mod text;
mod views;

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, PoisonError},
};

use crate::wire::Reply;

pub(crate) use text::{decode_entities, lines_of_html, normal};
pub(crate) use views::views;

/// So many characters in a row are no coincidence.
pub const RUN: usize = 40;
/// How many verdicts on bodies are remembered.
const VERDICTS_MAX: usize = 4_096;

/// A word that stands in one locked place and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canary {
    /// The word: lower-case letters and digits, beginning with what all canaries share.
    pub word: String,
    /// Where it stands: `paragraph`, `caption`.
    pub place: String,
}

/// Knows all that is locked, and finds it.
#[derive(Debug, Default)]
pub struct Leak {
    /// What all canaries begin with; empty without any.
    prefix: String,
    canaries: HashMap<String, String>,
    runs: HashSet<u64>,
    /// The locked lines, as they are compared.
    lines: Vec<String>,
    verdicts: Mutex<HashMap<u64, Option<String>>>,
    hasher: RandomState,
}

impl Leak {
    /// A detector that knows nothing yet.
    pub fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), ..Self::default() }
    }

    /// Learns a canary of the story at `path`.
    pub fn add_canary(&mut self, path: &str, canary: &Canary) {
        self.canaries.insert(canary.word.clone(), format!("the {} of {path}", canary.place));
    }

    /// Learns a locked text, line by line.
    pub fn add_text(&mut self, lines: &[String]) {
        for line in lines.iter().map(|line| normal(line)) {
            self.runs.extend(hashes(&line));
            self.lines.push(line);
        }
    }

    /// Forgets the runs that anybody may read: a body that quotes its lead.
    pub fn forgive(&mut self, public: &str) {
        for hash in hashes(&normal(public)) {
            self.runs.remove(&hash);
        }
        self.verdicts.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether there is anything to look for.
    pub fn is_blind(&self) -> bool {
        self.canaries.is_empty() && self.runs.is_empty()
    }

    /// What `reply` tells of locked text, and where; none if it tells nothing.
    pub fn find(&self, reply: &Reply) -> Option<String> {
        let mut head = format!("{} {}", reply.status, reply.reason);
        for (name, value) in reply.headers.iter().chain(&reply.trailers) {
            head.push_str(&format!("\n{name}: {value}"));
        }
        if let Some(found) = self.find_in(head.as_bytes()) {
            return Some(format!("in the head of the answer: {found}"));
        }
        match &reply.body {
            Err(problem) => Some(problem.clone()),
            Ok(body) => self.find_in_body(body).map(|found| format!("in the body: {found}")),
        }
    }

    fn find_in_body(&self, body: &[u8]) -> Option<String> {
        let key = self.hasher.hash_one(body);
        let known = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(verdict) = known {
            return verdict;
        }
        let verdict = self.find_in(body);
        let mut verdicts = self.verdicts.lock().unwrap_or_else(PoisonError::into_inner);
        if verdicts.len() < VERDICTS_MAX {
            verdicts.insert(key, verdict.clone());
        }
        verdict
    }

    /// The same for any bytes.
    pub fn find_in(&self, bytes: &[u8]) -> Option<String> {
        views(bytes).iter().find_map(|view| {
            let found = self.find_plain(&view.text)?;
            Some(match &*view.coded {
                "" => found,
                coded => format!("{found}, as {coded}"),
            })
        })
    }

    fn find_plain(&self, text: &str) -> Option<String> {
        let text = normal(text);
        if let Some((word, place)) = self.canary_in(&text) {
            return Some(format!("the canary {word} from {place}"));
        }
        self.run_in(&text).map(|run| format!("the locked words “{run}”"))
    }

    fn canary_in(&self, text: &str) -> Option<(&str, &str)> {
        if self.prefix.is_empty() || !text.contains(&self.prefix) {
            return None;
        }
        let mut found = self.canaries.iter().filter(|(word, _)| text.contains(word.as_str()));
        found.next().map(|(word, place)| (word.as_str(), place.as_str()))
    }

    fn run_in(&self, text: &str) -> Option<String> {
        if self.runs.is_empty() {
            return None;
        }
        let places = hashes(text).into_iter().enumerate();
        let mut found = places
            .filter(|(_, hash)| self.runs.contains(hash))
            .map(|(start, _)| text.chars().skip(start).take(RUN).collect::<String>());
        // Two texts may have one hash; only the words themselves convict.
        found.find(|run| self.lines.iter().any(|line| line.contains(run.as_str())))
    }

    /// Which of `canaries` the reply lacks: for whoever must get them all.
    pub fn missing<'a>(&self, reply: &Reply, canaries: &'a [Canary]) -> Vec<&'a Canary> {
        let text = reply.text();
        let text = format!("{text}\n{}", decode_entities(&text));
        canaries.iter().filter(|canary| !text.contains(&canary.word)).collect()
    }

    /// Whether a reply holds every long line of a text: for whoever must get it all.
    pub fn holds_text(&self, reply: &Reply, lines: &[String]) -> bool {
        let text = normal(&lines_of_html(&reply.text()).join(" "));
        let mut long =
            lines.iter().map(|line| normal(line)).filter(|line| line.chars().count() >= RUN);
        long.all(|line| text.contains(&line))
    }
}

/// A number for every run of [`RUN`] characters, in their order.
fn hashes(text: &str) -> Vec<u64> {
    const BASE: u64 = 0x0100_0000_01b3;
    let chars: Vec<u64> = text.chars().map(|c| u64::from(u32::from(c))).collect();
    if chars.len() < RUN {
        return Vec::new();
    }
    let top = (1..RUN).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut hash = 0_u64;
    let mut out = Vec::with_capacity(chars.len() - RUN + 1);
    for (index, c) in chars.iter().enumerate() {
        if index >= RUN {
            hash = hash.wrapping_sub(chars[index - RUN].wrapping_mul(top));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(*c);
        if index + 1 >= RUN {
            out.push(hash);
        }
    }
    out
}

#[cfg(test)]
mod tests;
