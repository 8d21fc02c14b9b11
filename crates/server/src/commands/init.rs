use std::path::Path;

use store::{Db, migrate};

use super::{ambient, make_private_folder, say, write_private};
use crate::{
    Opening, Paper,
    config::{self, Source},
};

/// `masthead init DIR`: configuration, database, and the first owner's link.
pub(super) async fn run(dir: &Path) -> anyhow::Result<()> {
    let file = dir.join("masthead.toml");
    if file.exists() {
        return renew_link(&file).await;
    }
    make_private_folder(dir)?;
    let ambient = ambient();
    let secret = format!("whsec_{}", web::hex(&ambient.bytes::<24>()));
    write_private(&file, &configuration(&secret))?;
    let config = config::load(&Source { file: file.clone(), ..Source::default() })?;
    let db = Db::open(&config.database_url()).await?;
    migrate(&db, ambient.now()).await?;
    db.close().await;
    let paper = Paper::open(config, ambient, Opening::default()).await?;
    let link = paper.readers.issue_setup_link().await?;
    paper.close().await;
    say!("{} and its database are made. Next:", file.display());
    say!("  1. masthead serve --config {}", file.display());
    say!("  2. become the owner, once: {link}");
    say!("  3. edit {}: the paper's name, url, time zone, State; and serve again", file.display());
    Ok(())
}

/// A paper that exists and has no owner gets a new link; the old one is void.
async fn renew_link(file: &Path) -> anyhow::Result<()> {
    let source = Source { file: file.to_owned(), ..Source::default() };
    let paper = Paper::open(config::load(&source)?, ambient(), Opening::default()).await?;
    anyhow::ensure!(
        !readers::has_owner(&paper.db).await?,
        "{} exists already and its paper has an owner; nothing was changed",
        file.display()
    );
    let link = paper.readers.issue_setup_link().await?;
    paper.close().await;
    say!("become the owner, once: {link}");
    Ok(())
}

/// The file that a new paper begins with.
fn configuration(sandbox_secret: &str) -> String {
    format!(
        r#"# The paper's configuration. Every key may also be set by the environment
# (MASTHEAD__PAPER__NAME=…); `masthead doctor` explains what is wrong.

[paper]
name = "The Masthead"
url = "http://127.0.0.1:8080"
time_zone = "Asia/Kolkata"
currency = "INR"
locale = "en-IN"
state = "DL"

[server]
listen = "127.0.0.1:8080"
metrics_listen = "127.0.0.1:9090"
trusted_proxies = []

[store]
database = "sqlite://masthead.db"
meter = "embedded"

[mail]
transport = "outbox://outbox"

[meter]
free_limit = 5
registered_limit = 8
newcomers = "prove-cookie"

[gateway]
default = "sandbox"

[gateway.sandbox]
webhook_secret = "{sandbox_secret}"
"#
    )
}
