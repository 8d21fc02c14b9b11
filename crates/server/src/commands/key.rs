use store::Db;

use super::{ambient, say};
use crate::{
    api::{KeyScope, add_key},
    cli::Cli,
};

/// `masthead key add`.
pub(super) async fn add(cli: &Cli, name: &str, scope: KeyScope) -> anyhow::Result<()> {
    let config = cli.load_config()?;
    config.require_database_file()?;
    let db = Db::open(&config.database_url()).await?;
    store::schema_state(&db).await?.require_current()?;
    let secret = add_key(&db, &ambient(), name, scope).await?;
    say!("{secret}");
    db.close().await;
    Ok(())
}
