use store::settings;

use super::ambient;
use crate::{
    Duties, Opening, Paper, Running,
    cli::Cli,
    config::{Config, ConfigProblem, DEMO_SECRETS},
    demo::DEMO_DATA,
    run::{bind, until_told_to_stop},
};

/// How long `/readyz` says that the process is about to end before it takes no more visitors.
const DRAIN_NOTICE: std::time::Duration = std::time::Duration::from_secs(2);

/// `masthead serve` and `masthead work`.
pub(super) async fn run(cli: &Cli, duties: Duties) -> anyhow::Result<()> {
    let config = cli.load_config()?;
    refuse_demo_secrets(&config)?;
    let paper = Paper::open(config, ambient(), Opening::default()).await?;
    refuse_demo_data(&paper).await?;
    let checked = paper.checked.clone();
    if duties != Duties::Jobs && !checked.listen.ip().is_loopback() {
        anyhow::ensure!(
            readers::has_owner(&paper.db).await?,
            "the paper has no owner yet, so it listens on loopback only: set server.listen to 127.0.0.1:8080, open the link that masthead init printed, and come back"
        );
    }
    let listen = if duties == Duties::Jobs { ([127, 0, 0, 1], 0).into() } else { checked.listen };
    let listener = bind(listen).await?;
    let mut running = Running::start(paper, listener, duties).await?;
    if let Some(address) = checked.metrics_listen {
        match running.tell_metrics(address).await {
            Ok(address) => tracing::info!(%address, "metrics are told"),
            // `work` beside `serve` shares its configuration, and only one can have the port.
            Err(error) if duties == Duties::Jobs => tracing::warn!("no metrics: {error:#}"),
            Err(error) => return Err(error),
        }
    }
    tracing::info!(address = %running.address, ?duties, "the paper is open");
    until_told_to_stop().await;
    // First `/readyz` says so, that balancers send nobody any more; then the door closes.
    tracing::info!("stopping: requests in hand are finished");
    running.paper.drain();
    tokio::time::sleep(DRAIN_NOTICE).await;
    running.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Secrets that stand in the documentation are no secrets.
pub(super) fn refuse_demo_secrets(config: &Config) -> Result<(), ConfigProblem> {
    let gateway = &config.gateway;
    for (key, value) in [
        ("gateway.sandbox.webhook_secret", &gateway.sandbox.webhook_secret),
        ("gateway.stripe.webhook_secret", &gateway.stripe.webhook_secret),
        ("gateway.razorpay.webhook_secret", &gateway.razorpay.webhook_secret),
    ] {
        if value.split_whitespace().any(|secret| DEMO_SECRETS.contains(&secret)) {
            let problem =
                "this is the demonstration's secret, which everybody knows; set one of your own";
            return Err(ConfigProblem::new(format!("key {key}"), problem));
        }
    }
    if gateway.sandbox.webhook_secret.is_empty() && gateway.default == "sandbox" {
        let problem = "must be set: the sandbox signs its webhooks with it";
        return Err(ConfigProblem::new("key gateway.sandbox.webhook_secret", problem));
    }
    if config.accounts.staff_second_factor == "off" {
        let problem = "“off” is for the demonstration only; write required";
        return Err(ConfigProblem::new("key accounts.staff_second_factor", problem));
    }
    Ok(())
}

async fn refuse_demo_data(paper: &Paper) -> anyhow::Result<()> {
    anyhow::ensure!(
        settings::find_setting(&paper.db, DEMO_DATA).await?.is_none(),
        "this database holds the demonstration, whose passwords everybody knows: run masthead init for a paper of your own"
    );
    Ok(())
}
