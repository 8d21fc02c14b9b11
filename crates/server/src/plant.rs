//! Stories with canaries for the audit: put before readers while it runs, taken
//! back when it ends, and found again by the next one.

use audit::{LogIn, Planted, PlantedStory, leak::Canary};
use jiff::{SignedDuration, Timestamp};
use store::{Db, Tx, settings};
use stories::{
    Audience, Cursor, NewStory, Status, StoryText,
    document::{Document, Losses},
};
use vocab::{Access, Ambient};

use crate::{demo, worker};

/// What all canaries of this paper begin with.
const PREFIX: &str = "audit_canaries";
/// What the addresses of planted stories begin with. The number grows with their texts.
const STEM: &str = "audit-canary-1";
/// Metered stories, more than a subscriber may copy in an hour.
const SMALL: usize = 310;
/// Not the newest, so that no front page leads with one; not old, so that no archive has it.
const AGE: SignedDuration = SignedDuration::from_hours(72);

/// What was planted in a paper.
pub struct Plant {
    db: Db,
    ambient: Ambient,
    /// What was planted, as the audit wants it.
    pub planted: Planted,
    /// What the paper calls itself.
    pub origin: String,
    /// Whether the paper is the demonstration, whose cast is known.
    pub is_demo: bool,
}

/// One of the demonstration's cast.
pub fn of_the_cast(name: &str) -> LogIn {
    LogIn { email: format!("{name}@demo.test"), password: demo::PASSWORD.to_owned() }
}

/// A story to be planted.
struct Seed {
    slug: String,
    access: Access,
    status: Status,
    published_at: Timestamp,
    body: String,
    canaries: Vec<Canary>,
    lines: Vec<String>,
}

impl Plant {
    /// Plants, and waits until the running paper has heard of it.
    pub async fn set(db: Db, ambient: Ambient, url: &str) -> anyhow::Result<Self> {
        let section = stories::list_sections(&db).await?.into_iter().next();
        let section = section.ok_or_else(|| anyhow::anyhow!("the paper has no section yet"))?.slug;
        let prefix = prefix(&db, &ambient).await?;
        let picture = any_picture(&db, ambient.now()).await?;
        let now = ambient.now();
        let mut planted = Planted { prefix: prefix.clone(), ..Planted::default() };
        let mut tx = db.begin().await?;
        for access in [Access::Metered, Access::Registered, Access::Premium] {
            let seed = every_block(&prefix, access, picture.as_deref(), now);
            planted.stories.push(put(&mut tx, &ambient, &section, &seed).await?);
        }
        for number in 1..=SMALL {
            let seed = small(&prefix, number, now);
            planted.small.push(put(&mut tx, &ambient, &section, &seed).await?);
        }
        for seed in hidden(&prefix, now) {
            planted.hidden.push(put(&mut tx, &ambient, &section, &seed).await?);
        }
        for seed in lengths(&prefix, now) {
            planted.lengths.push(put(&mut tx, &ambient, &section, &seed).await?);
        }
        stories::announce_catalogue(&mut tx, now).await?;
        tx.commit().await?;
        let is_demo = settings::find_setting(&db, demo::DEMO_DATA).await?.is_some();
        tokio::time::sleep(3 * worker::FEED_EVERY).await;
        let origin = url.trim_end_matches('/').to_owned();
        Ok(Self { db, ambient, planted, origin, is_demo })
    }

    /// Takes all of it back: its addresses answer 410, once this returns.
    pub async fn take_back(self) -> anyhow::Result<()> {
        let now = self.ambient.now();
        let Planted { stories, small, hidden, lengths, .. } = &self.planted;
        let mut tx = self.db.begin().await?;
        for story in stories.iter().chain(small).chain(hidden).chain(lengths) {
            let (section, slug) = parts(&story.path);
            let Some(found) = stories::find_by_path(&mut tx, section, slug).await? else {
                continue;
            };
            let at = found.published_at.min(now);
            stories::mark_status(&mut tx, found.number, found.version, Status::Withdrawn, at, now)
                .await?;
        }
        stories::announce_catalogue(&mut tx, now).await?;
        tx.commit().await?;
        tokio::time::sleep(3 * worker::FEED_EVERY).await;
        Ok(())
    }
}

/// A word that nobody writes, of this paper alone, made once.
async fn prefix(db: &Db, ambient: &Ambient) -> anyhow::Result<String> {
    if settings::find_setting(db, PREFIX).await?.is_none() {
        let letters = ambient.bytes::<10>().map(|byte| char::from(b'a' + byte % 26));
        settings::insert_setting(db, PREFIX, &format!("zq{}", letters.iter().collect::<String>()))
            .await?;
    }
    Ok(settings::find_setting(db, PREFIX).await?.unwrap_or_default())
}

/// The path of a picture that the paper has, for a caption and an alternative text.
async fn any_picture(db: &Db, now: Timestamp) -> anyhow::Result<Option<String>> {
    let audience = Audience { now, language: None };
    let listed = stories::list_all(db, audience, Cursor::start(now), 100).await?;
    let mut pictures = listed.stories.iter().filter_map(|story| story.picture.as_ref());
    Ok(pictures.find_map(|picture| picture.renditions.first()).map(|size| size.path.clone()))
}

fn parts(path: &str) -> (&str, &str) {
    path.trim_start_matches('/').split_once('/').unwrap_or((path, ""))
}

/// Inserts a story, or puts the one of an earlier audit before readers again.
async fn put(
    tx: &mut Tx,
    ambient: &Ambient,
    section: &str,
    seed: &Seed,
) -> anyhow::Result<PlantedStory> {
    let (headline, standfirst) =
        ("A planted story for the audit", "It says nothing, and goes again in a few minutes.");
    let lead = "Whoever reads this lead reads what anybody may.";
    let now = ambient.now();
    if let Some(found) = stories::find_by_path(&mut *tx, section, &seed.slug).await? {
        let (status, at) = (seed.status, seed.published_at);
        stories::mark_status(tx, found.number, found.version, status, at, now).await?;
    } else {
        let mut losses = Losses::default();
        let text = StoryText {
            section: section.to_owned(),
            slug: seed.slug.clone(),
            headline: headline.to_owned(),
            kicker: String::new(),
            standfirst: standfirst.to_owned(),
            lead: Document::paragraph(lead),
            body: Document::from_markdown(&seed.body, &mut losses),
            access: seed.access,
            required_benefit: None,
            authors: Vec::new(),
            topics: Vec::new(),
            picture: None,
            language: words::Language::English,
            translation_of: None,
        };
        anyhow::ensure!(losses.0.is_empty(), "a planted story cannot hold {:?}", losses.0.keys());
        let (status, published_at) = (seed.status, seed.published_at);
        let new = NewStory {
            text,
            status,
            published_at,
            expires_on: None,
            source_key: None,
            owner: None,
        };
        stories::insert_story(tx, ambient, &new).await?;
    }
    let found = stories::find_by_path(&mut *tx, section, &seed.slug).await?;
    let found = found.ok_or_else(|| anyhow::anyhow!("a planted story is not there"))?;
    Ok(PlantedStory {
        path: format!("/{section}/{}", seed.slug),
        id: found.id.to_string(),
        access: seed.access,
        canaries: seed.canaries.clone(),
        lines: seed.lines.clone(),
        public: format!("{headline}\n{standfirst}\n{lead}"),
    })
}

/// A story whose locked part has every kind of block, a canary in each.
fn every_block(prefix: &str, access: Access, picture: Option<&str>, now: Timestamp) -> Seed {
    let word = |place: &str| format!("{prefix}{access}{}", place.replace(' ', ""));
    let line = format!(
        "The {access} gatekeeper counts lorries at nine and again at noon, and writes {} below both figures.",
        word("paragraph")
    );
    let last = format!(
        "What the {access} gatekeeper never wrote is what {} was meant for, in the end.",
        word("last")
    );
    let mut body = format!(
        "{line}\n\n## Subhead {}\n\n- Item {}\n\n1. Numbered {}\n\n> Quoted {}\n\n| Head {} |\n| --- |\n| Cell {} |\n\n\
         ```pullquote\nPulled {}\n— {}\n```\n\n    Program {}\n\nA [link {}](/about) and a note.[^1]\n\n",
        word("subhead"),
        word("item"),
        word("number"),
        word("quote"),
        word("head"),
        word("cell"),
        word("pull quote"),
        word("speaker"),
        word("program"),
        word("link"),
    );
    body.push_str(&format!(
        "```chart\nkind: line\ntitle: Charted {}\nunit: {}\nsource: {}\n---\nDay,{}\n{},1\nTue,2\n```\n\n",
        word("chart"), word("unit"), word("source"), word("series"), word("label"),
    ));
    if let Some(path) = picture {
        body.push_str(&format!(
            "![Shown {}]({path} \"Caption {}\")\n\n",
            word("picture"),
            word("caption")
        ));
    }
    body.push_str(&format!("{last}\n\n[^1]: Noted {}\n", word("note")));
    let mut places = vec![
        "paragraph",
        "subhead",
        "item",
        "number",
        "quote",
        "head",
        "cell",
        "pull quote",
        "speaker",
        "program",
        "link",
        "chart",
        "unit",
        "source",
        "series",
        "label",
        "last",
        "note",
    ];
    places.extend(picture.iter().flat_map(|_| ["picture", "caption"]));
    let canaries =
        places.iter().map(|place| Canary { word: word(place), place: (*place).to_owned() });
    Seed {
        slug: format!("{STEM}-{access}"),
        access,
        status: Status::Published,
        published_at: before(now),
        body,
        canaries: canaries.collect(),
        lines: vec![line, last],
    }
}

fn before(now: Timestamp) -> Timestamp {
    now.checked_sub(AGE).unwrap_or(now)
}

/// A story of one paragraph.
fn plain(slug: String, access: Access, word: String, now: Timestamp) -> Seed {
    let body = format!("One locked paragraph, in which {word} stands and nothing else of note.");
    Seed {
        slug,
        access,
        status: Status::Published,
        published_at: before(now),
        lines: vec![body.clone()],
        body,
        canaries: vec![Canary { word, place: "paragraph".to_owned() }],
    }
}

fn small(prefix: &str, number: usize, now: Timestamp) -> Seed {
    plain(
        format!("{STEM}-small-{number}"),
        Access::Metered,
        format!("{prefix}small{number:03}x"),
        now,
    )
}

/// A draft, and a story of tomorrow.
fn hidden(prefix: &str, now: Timestamp) -> [Seed; 2] {
    let seed =
        |name: &str| plain(format!("{STEM}-{name}"), Access::Free, format!("{prefix}{name}x"), now);
    let tomorrow = now.checked_add(SignedDuration::from_hours(24)).unwrap_or(now);
    [
        Seed { status: Status::Draft, ..seed("draft") },
        Seed { published_at: tomorrow, ..seed("tomorrow") },
    ]
}

/// A short and a long one, whose walls must not differ.
fn lengths(prefix: &str, now: Timestamp) -> [Seed; 2] {
    let seed = |name: &str| {
        plain(
            format!("{STEM}-length-{name}"),
            Access::Premium,
            format!("{prefix}length{name}x"),
            now,
        )
    };
    let (short, mut long) = (seed("a"), seed("b"));
    for number in 0..900 {
        let line = format!("And paragraph {number}, for length alone.");
        long.body.push_str(&format!("\n\n{line}"));
        long.lines.push(line);
    }
    [short, long]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the audit looks for is in what it plants, and each canary once.
    #[test]
    fn every_canary_is_planted_once() {
        let now = Timestamp::UNIX_EPOCH;
        let seed = every_block("zqx", Access::Premium, Some("/media/0/a.png"), now);
        for Canary { word, place } in &seed.canaries {
            assert_eq!(seed.body.matches(word.as_str()).count(), 1, "{place}");
        }
        let mut losses = Losses::default();
        let html = Document::from_markdown(&seed.body, &mut losses).to_html();
        assert!(losses.0.is_empty(), "{losses:?}");
        let missing: Vec<_> =
            seed.canaries.iter().filter(|canary| !html.contains(&canary.word)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
