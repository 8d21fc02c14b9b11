use std::{net::SocketAddr, path::Path};

use store::{Db, migrate, settings};

use super::{ambient, make_private_folder, say, write_private};
use crate::{
    Duties, Opening, Paper, Running,
    cli::{Cli, DemoArgs},
    demo,
    run::{bind, until_told_to_stop},
};

/// `masthead demo`: makes the paper the first time, then serves it on loopback.
pub(super) async fn run(cli: &Cli, args: &DemoArgs) -> anyhow::Result<()> {
    let listener = bind(SocketAddr::from(([127, 0, 0, 1], args.port))).await?;
    let address = listener.local_addr()?;
    let url = format!("http://{address}");
    let file = args.data.join("masthead.toml");
    write_configuration(&args.data, &url)?;
    let mut set = vec![format!("paper.url={url}"), format!("server.listen={address}")];
    set.extend(demo::lay_out(args.theme, &args.data)?);
    let config = cli.load_config_from(file, set)?;
    let ambient = ambient();
    let db = Db::open(&config.database_url()).await?;
    migrate(&db, ambient.now()).await?;
    let made = settings::find_setting(&db, demo::DEMO_DATA).await?.is_some();
    anyhow::ensure!(
        made || readers::count_readers(&db).await? == 0,
        "{} was not finished: remove the folder and start again",
        args.data.display()
    );
    db.close().await;
    let paper = Paper::open(config, ambient, Opening { demo: true }).await?;
    if !made {
        say!("making the demonstration paper in {}", args.data.display());
        demo::fill(&paper).await?;
    }
    let metrics = paper.checked.metrics_listen;
    let name = paper.site.name();
    let mut running = Running::start(paper, listener, Duties::All).await?;
    if let Some(address) = metrics {
        let address = running.tell_metrics(address).await?;
        say!("metrics are told on http://{address}/metrics");
    }
    keep_address(&args.data, &url)?;
    say!(
        "{name}: log in as subscriber@demo.test, editor@demo.test or owner@demo.test, password {}",
        demo::PASSWORD
    );
    say!("mails are kept in {}", args.data.join("outbox").display());
    say!("listening on {url}");
    until_told_to_stop().await;
    running.stop().await;
    Ok(())
}

/// Writes the demo's configuration the first time.
fn write_configuration(dir: &Path, url: &str) -> anyhow::Result<()> {
    let file = dir.join("masthead.toml");
    if file.exists() {
        return Ok(());
    }
    make_private_folder(dir)?;
    write_private(&file, &demo::configuration(url)?)
}

/// Brings the configuration's address up to date, once this process serves it.
fn keep_address(dir: &Path, url: &str) -> anyhow::Result<()> {
    let file = dir.join("masthead.toml");
    write_private(&file, &with_address(&std::fs::read_to_string(&file)?, url))
}

/// The same text with this run's address, so that commands beside the server
/// write the right links.
fn with_address(text: &str, url: &str) -> String {
    let listen = url.trim_start_matches("http://");
    let line = |line: &str| {
        if line.starts_with("url = \"http://127.0.0.1:") {
            format!("url = \"{url}\"\n")
        } else if line.starts_with("listen = \"127.0.0.1:") {
            format!("listen = \"{listen}\"\n")
        } else {
            format!("{line}\n")
        }
    };
    text.lines().map(line).collect()
}
