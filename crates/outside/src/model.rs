use jiff::Timestamp;
use meter::Story;
use serde::{Deserialize, Serialize};
use vocab::{Access, Benefit, StoryNumber};
use web::Key;

/// A site that keeps its own pages.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Such as `https://www.example.com`: decisions about its pages are addressed to it.
    pub url: String,
    /// The same without its scheme.
    pub host: String,
    /// The level of pages that no rule speaks of.
    pub otherwise: Access,
    /// Which pages are what, in order.
    pub rules: Vec<PathRule>,
}

/// What some of a site's pages are.
#[derive(Clone, Debug)]
pub struct PathRule {
    pub(crate) path: String,
    pub(crate) is_prefix: bool,
    pub(crate) access: Access,
    pub(crate) section: Option<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) required_benefit: Option<Benefit>,
}

impl PathRule {
    /// Whether it speaks of `path`, which is in its normal form. `/premium/*` speaks of
    /// `/premium` too.
    fn matches(&self, path: &str) -> bool {
        if !self.is_prefix {
            return path == self.path;
        }
        path.starts_with(&self.path) || self.path.strip_suffix('/').is_some_and(|own| own == path)
    }
}

/// What a site has told about one of its pages; whatever it left out comes from the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// The level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// The section's slug.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The topics' slugs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics: Option<Vec<String>>,
    /// The authors' slugs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The code of the language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A benefit that it asks for besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_benefit: Option<String>,
    /// When it came out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
}

const LIST_MAX: usize = 50;

impl Registered {
    /// The first field that will not do, and why.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        if let Some(Err(problem)) = self.access.as_deref().map(str::parse::<Access>) {
            return Err(("access", problem.to_string()));
        }
        if let Some(Err(problem)) = self.required_benefit.as_deref().map(str::parse::<Benefit>) {
            return Err(("required_benefit", problem.to_string()));
        }
        let topics = self.topics.as_deref().unwrap_or_default();
        let lists = [
            ("section", self.section.as_slice()),
            ("language", self.language.as_slice()),
            ("topics", topics),
            ("authors", &self.authors),
        ];
        for (field, list) in lists {
            if list.len() > LIST_MAX {
                return Err((field, format!("{} are too many; at most {LIST_MAX}", list.len())));
            }
            if let Some(other) = list.iter().find(|slug| !web::is_slug(slug)) {
                return Err((field, format!("“{other}” is no slug")));
            }
        }
        Ok(())
    }
}

/// A page of somebody else's, as the policy sees it.
#[derive(Clone, Debug)]
pub struct OutsideStory {
    /// The site's origin.
    pub origin: String,
    /// Its path, in its normal form.
    pub path: String,
    /// What meters count.
    pub number: StoryNumber,
    access: Access,
    required_benefit: Option<Benefit>,
    section: String,
    topics: Vec<String>,
    authors: Vec<String>,
    language: String,
    published_at: Option<Timestamp>,
}

impl OutsideStory {
    /// The page of `origin` at `path`: by its rules, and by what the site told about it.
    /// What cannot be read any more asks for a subscription.
    pub fn new(
        origin: &Origin,
        path: String,
        told: &Registered,
        language: &str,
        key: &Key,
    ) -> Self {
        let rule = origin.rules.iter().find(|rule| rule.matches(&path));
        let access = match told.access.as_deref() {
            Some(text) => text.parse().unwrap_or(Access::Premium),
            None => rule.map_or(origin.otherwise, |rule| rule.access),
        };
        let first = path.split('/').nth(1).unwrap_or("").to_owned();
        let by_rule = |of: fn(&PathRule) -> Option<String>| rule.and_then(of);
        let topics = || rule.map(|rule| rule.topics.clone()).unwrap_or_default();
        let benefit = told.required_benefit.as_deref();
        let benefit = benefit.map(|text| text.parse().unwrap_or(Benefit::Premium));
        Self {
            origin: origin.url.clone(),
            number: number_of(key, &origin.url, &path),
            access,
            required_benefit: benefit.or_else(|| rule?.required_benefit.clone()),
            section: told
                .section
                .clone()
                .or_else(|| by_rule(|rule| rule.section.clone()))
                .unwrap_or(first),
            topics: told.topics.clone().unwrap_or_else(topics),
            authors: told.authors.clone(),
            language: told
                .language
                .clone()
                .or_else(|| by_rule(|rule| rule.language.clone()))
                .unwrap_or_else(|| language.to_owned()),
            published_at: told.published_at,
            path,
        }
    }
}

/// A number above all of the paper's own, from a keyed hash: the same on all nodes and
/// before and after a page is registered, with nothing to store for paths that anybody
/// may make up. Two pages share one with a chance of 2⁻³⁰.
fn number_of(key: &Key, origin: &str, path: &str) -> StoryNumber {
    let tag = key.derive("outside stories").tag(format!("{origin}\n{path}").as_bytes());
    let [a, b, c, d, ..] = tag;
    let below = u32::from_be_bytes([a, b, c, d]) % StoryNumber::FIRST_OUTSIDE;
    StoryNumber(StoryNumber::FIRST_OUTSIDE + below)
}

impl Story for OutsideStory {
    fn access(&self) -> Access {
        self.access
    }

    fn required_benefit(&self) -> Option<&Benefit> {
        self.required_benefit.as_ref()
    }

    fn section(&self) -> &str {
        &self.section
    }

    fn has_topic(&self, slug: &str) -> bool {
        self.topics.iter().any(|topic| topic == slug)
    }

    fn has_author(&self, slug: &str) -> bool {
        self.authors.iter().any(|author| author == slug)
    }

    fn language(&self) -> &str {
        &self.language
    }

    fn published_at(&self) -> Option<Timestamp> {
        self.published_at
    }
}
