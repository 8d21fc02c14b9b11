//! The demonstration: a whole paper with its cast, made from the files in
//! `crates/server/demo` through the same functions as any paper.

mod content;
mod people;
mod pictures;
mod theme;

use jiff::Timestamp;
use serde::Deserialize;
use store::settings;

use crate::Paper;

pub use theme::{Theme, lay_out};

/// The setting that marks a database as the demonstration's.
pub const DEMO_DATA: &str = "demo_data";
/// Everybody's password in the demonstration.
pub const PASSWORD: &str = "masthead-demo";

#[derive(rust_embed::RustEmbed)]
#[folder = "demo"]
struct Files;

#[derive(Deserialize)]
struct PaperFile {
    name: String,
    sections: Vec<SectionFile>,
}

#[derive(Deserialize)]
struct SectionFile {
    slug: String,
    name: String,
    description: String,
    #[serde(default)]
    opinion: bool,
}

fn text(path: &str) -> anyhow::Result<String> {
    let file = Files::get(path).ok_or_else(|| anyhow::anyhow!("the demonstration lacks {path}"))?;
    Ok(String::from_utf8(file.data.into_owned())?)
}

fn paper_file() -> anyhow::Result<PaperFile> {
    Ok(toml::from_str(&text("paper.toml")?)?)
}

/// The configuration of the demonstration at `url`.
pub fn configuration(url: &str) -> anyhow::Result<String> {
    let name = paper_file()?.name;
    let listen = url.trim_start_matches("http://");
    Ok(format!(
        r#"# A demonstration: its passwords and secrets are known to everybody. It
# answers on this machine only, and `masthead serve` refuses it.

[paper]
name = "{name}"
url = "{url}"
time_zone = "Asia/Kolkata"
currency = "INR"
locale = "en-IN"
state = "DL"

[server]
listen = "{listen}"
metrics_listen = "127.0.0.1:0"

[store]
database = "sqlite://masthead.db"
meter = "embedded"

[mail]
transport = "outbox://outbox"

[meter]
free_limit = 5
registered_limit = 8
newcomers = "prove-cookie"
# Everybody who looks at a demonstration comes from this machine.
network_allowance = 0

[accounts]
staff_second_factor = "off"

[gateway]
default = "sandbox"

[gateway.sandbox]
webhook_secret = "whsec_demo_sandbox"
settle_after = 5

[gateway.stripe]
webhook_secret = "whsec_test_secret"

[gateway.razorpay]
webhook_secret = "rzp_webhook_secret"
"#
    ))
}

/// Fills an empty paper: sections, stories, people, plans, subscriptions.
pub async fn fill(paper: &Paper) -> anyhow::Result<()> {
    content::fill(paper, &paper_file()?).await?;
    people::fill(paper).await?;
    settings::set_setting(&paper.db, DEMO_DATA, "1").await?;
    // Everything was read from the database while it was still empty.
    for topic in ["catalogue", "plans", "clock"] {
        let change = store::feed::Change { topic: topic.to_owned(), key: String::new() };
        paper.forget(&change).await;
    }
    Ok(())
}

/// `hours` before now.
fn hours_ago(now: Timestamp, hours: i64) -> Timestamp {
    now.saturating_add(jiff::SignedDuration::from_hours(-hours)).unwrap_or(now)
}
