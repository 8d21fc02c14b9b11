use store::Db;

use super::{ambient, say};
use crate::{
    api::{KeyScope, add_key},
    cli::Cli,
    paper::load_clock,
};

/// `masthead key add`.
pub(super) async fn add(cli: &Cli, name: &str, scope: KeyScope) -> anyhow::Result<()> {
    let db = open(cli).await?;
    let secret = add_key(&db, &ambient(), name, scope).await?;
    say!("{secret}");
    db.close().await;
    Ok(())
}

/// `masthead key rotate`.
pub(super) async fn rotate(cli: &Cli) -> anyhow::Result<()> {
    let (db, ambient) = (open(cli).await?, ambient());
    load_clock(&db, &ambient).await?;
    let (kid, signs_from) = outside::rotate(&db, &ambient, "command").await?;
    say!("{kid} signs from {signs_from:.0}");
    db.close().await;
    Ok(())
}

/// `masthead key revoke`.
pub(super) async fn revoke(cli: &Cli, kid: &str) -> anyhow::Result<()> {
    let (db, ambient) = (open(cli).await?, ambient());
    load_clock(&db, &ambient).await?;
    let found = outside::revoke(&db, &ambient, kid, "command").await?;
    db.close().await;
    anyhow::ensure!(
        found,
        "no key {kid} signs decisions: /.well-known/jwks.json lists those that do"
    );
    say!("{kid} is revoked");
    Ok(())
}

async fn open(cli: &Cli) -> anyhow::Result<Db> {
    let config = cli.load_config()?;
    config.require_database_file()?;
    let db = Db::open(&config.database_url()).await?;
    store::schema_state(&db).await?.require_current()?;
    Ok(db)
}
