//! What the warm page path reads instead of the database.
//!
//! Whatever changes a story announces it in the change feed; every node then
//! forgets. A value read before a change and stored after it would outlive the
//! change, so each load notes the generation and keeps nothing if it moved.

use std::{
    future::Future,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use jiff::Timestamp;
use meter::Decision;
use moka::sync::Cache;
use paywall::Refusal;
use store::{Db, Result};
use vocab::StoryNumber;
use web::{SharedPage, Variant};

use crate::{Headline, pictures, queries};

const HEADLINES_MAX: u64 = 20_000;
const BODIES_BYTES_MAX: u64 = 16 << 20;
const PAGES_BYTES_MAX: u64 = 24 << 20;
const LISTS_BYTES_MAX: u64 = 8 << 20;

/// About what the headers of a kept page weigh.
const HEADERS_WEIGHT: u32 = 2_048;
/// What stands beside a story may be one whose hour comes by itself.
const PAGE_LIFE: std::time::Duration = std::time::Duration::from_secs(300);

/// Which form of a story's page: everything that its bytes depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    pub(crate) story: StoryNumber,
    pub(crate) version: i64,
    pub(crate) variant: Variant,
    pub(crate) decision: Decision,
    /// The policy that decided, and its rule: walls name what they ask for.
    pub(crate) rule: (i64, Option<usize>),
    /// The unlock whose reason the page tells.
    pub(crate) unlock: Option<i64>,
    /// Why the link that the visitor came by did not open it.
    pub(crate) refusal: Option<Refusal>,
}

/// A story's page for one decision, and all headers that go with it to everybody.
#[derive(Clone)]
pub(crate) struct StoryBytes(Arc<(SharedPage, HeaderMap)>);

impl StoryBytes {
    pub(crate) fn new(page: SharedPage, headers: HeaderMap) -> Self {
        Self(Arc::new((page, headers)))
    }

    pub(crate) fn respond(&self, request: &HeaderMap) -> Response {
        let (page, headers) = &*self.0;
        page.respond_with(request, headers.clone())
    }
}

/// Which list page: its path with query, and for whom.
type ListKey = (String, Variant);

/// A list page, and until when it is true if nobody changes anything.
#[derive(Clone)]
struct List {
    page: Arc<SharedPage>,
    true_until: Timestamp,
    /// Whether somebody is making the next one already.
    renewing: Arc<AtomicBool>,
}

#[derive(Clone)]
pub(crate) struct Caches {
    /// By `/section/slug`.
    headlines: Cache<String, Option<Arc<Headline>>>,
    bodies: Cache<(StoryNumber, i64), Bytes>,
    pages: Cache<PageKey, StoryBytes>,
    lists: Cache<ListKey, List>,
    generation: Arc<AtomicU64>,
}

impl Caches {
    pub(crate) fn new() -> Self {
        let length = |bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Self {
            headlines: Cache::new(HEADLINES_MAX),
            bodies: Cache::builder()
                .max_capacity(BODIES_BYTES_MAX)
                .weigher(move |_, bytes| length(bytes))
                .build(),
            pages: Cache::builder()
                .max_capacity(PAGES_BYTES_MAX)
                .time_to_live(PAGE_LIFE)
                .weigher(|_, page: &StoryBytes| page.0.0.weight() + HEADERS_WEIGHT)
                .build(),
            lists: Cache::builder()
                .max_capacity(LISTS_BYTES_MAX)
                .weigher(|_, list: &List| list.page.weight())
                .build(),
            generation: Arc::default(),
        }
    }

    /// Counts forgettings.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// The story at `/section/slug`, if this node has it in memory.
    pub(crate) fn headline_at_hand(&self, path: &str) -> Option<Arc<Headline>> {
        self.headlines.get(path)?
    }

    /// The story at `/section/slug`, or none; absence is remembered too.
    pub(crate) async fn headline(&self, db: &Db, path: &str) -> Result<Option<Arc<Headline>>> {
        if let Some(found) = self.headlines.get(path) {
            return Ok(found);
        }
        let Some((section, slug)) = path.get(1..).and_then(|path| path.split_once('/')) else {
            return Ok(None);
        };
        let generation = self.generation();
        let found = queries::find_by_path(db, section, slug).await?.map(Arc::new);
        self.keep(&self.headlines, generation, path.to_owned(), found.clone());
        Ok(found)
    }

    /// The body's HTML. Asked for only once a decision is Open.
    pub(crate) async fn body(&self, db: &Db, story: &Headline) -> Result<Option<Bytes>> {
        let key = (story.number, story.version);
        if let Some(html) = self.bodies.get(&key) {
            return Ok(Some(html));
        }
        let generation = self.generation();
        let Some(body) = queries::find_body(db, story.number).await? else { return Ok(None) };
        let html = Bytes::from(pictures::render(db, &body.document, story.language).await?);
        self.keep(&self.bodies, generation, key, html.clone());
        Ok(Some(html))
    }

    pub(crate) fn page(&self, key: &PageKey) -> Option<StoryBytes> {
        self.pages.get(key)
    }

    /// Keeps a page that was begun at `generation`: offers and navigation stand on it.
    pub(crate) fn keep_page(&self, key: PageKey, page: &StoryBytes, generation: u64) {
        self.keep(&self.pages, generation, key, page.clone());
    }

    /// Keeps a value unless something was forgotten since `generation`. Whoever
    /// forgets after the insertion finds the entry; whoever did so before shows
    /// in the generation.
    fn keep<K, V>(&self, cache: &Cache<K, V>, generation: u64, key: K, value: V)
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        if generation != self.generation() {
            return;
        }
        cache.insert(key.clone(), value);
        if generation != self.generation() {
            cache.invalidate(&key);
        }
    }

    /// The list page at `path`, made by `make` where it is not at hand, with the
    /// moment until which it is true: when the next story appears by itself.
    pub(crate) async fn list<E>(
        &self,
        path: String,
        variant: Variant,
        now: Timestamp,
        make: impl Future<Output = std::result::Result<(SharedPage, Timestamp), E>>,
    ) -> std::result::Result<Arc<SharedPage>, E> {
        let key = (path, variant);
        let old = self.lists.get(&key);
        if let Some(list) = &old
            && (now < list.true_until || list.renewing.swap(true, Ordering::AcqRel))
        {
            // Whoever came first after its time makes the next one; it is done in no time.
            return Ok(list.page.clone());
        }
        let generation = self.generation();
        let made = make.await;
        if let Some(list) = &old {
            list.renewing.store(false, Ordering::Release);
        }
        let (page, true_until) = made?;
        let page = Arc::new(page);
        let list = List { page: page.clone(), true_until, renewing: Arc::default() };
        self.keep(&self.lists, generation, key, list);
        Ok(page)
    }

    /// Forgets one story, wherever it lies, all lists, and all pages: any story
    /// may name it as the next one, as related, or as its translation.
    pub(crate) fn forget_story(&self, section: &str, slug: &str) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.headlines.invalidate(&format!("/{section}/{slug}"));
        self.pages.invalidate_all();
        self.lists.invalidate_all();
    }

    /// Forgets what is known of an address that readers cannot see yet.
    pub(crate) fn forget_headline(&self, section: &str, slug: &str) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.headlines.invalidate(&format!("/{section}/{slug}"));
    }

    /// Forgets all pages: something changed that stands on each of them.
    pub(crate) fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.headlines.invalidate_all();
        self.bodies.invalidate_all();
        self.pages.invalidate_all();
        self.lists.invalidate_all();
    }
}
