use std::process::ExitCode;

use store::{Db, audit, schema_state, settings};

use super::{ambient, say, serve::refuse_demo_secrets};
use crate::{Opening, Paper, cli::Cli, demo::DEMO_DATA};

/// What one check found: fine with a remark, or wrong with what to do.
type Finding = Result<String, String>;

/// `masthead doctor`: one line a check, exit code 1 if anything is wrong.
pub(super) async fn run(cli: &Cli) -> anyhow::Result<ExitCode> {
    let mut wrong = 0;
    let mut tell = |what: &str, finding: Finding| match finding {
        Ok(remark) => say!("ok     {what}: {remark}"),
        Err(problem) => {
            wrong += 1;
            say!("wrong  {what}: {problem}");
        }
    };
    let config = match cli.load_config() {
        Ok(config) => config,
        Err(problem) => {
            tell("configuration", Err(problem.to_string()));
            return Ok(ExitCode::from(1));
        }
    };
    let checked = config.check();
    tell(
        "configuration",
        checked
            .as_ref()
            .map(|_| "every key is known and possible".to_owned())
            .map_err(ToString::to_string),
    );
    let database = match config.require_database_file() {
        Ok(()) => open_database(&config.database_url()).await,
        Err(problem) => Err(problem.to_string()),
    };
    tell("database", database.as_ref().map(|(_, remark)| remark.clone()).map_err(Clone::clone));
    let (Ok(_), Ok((db, _))) = (checked, database) else { return Ok(ExitCode::from(1)) };
    let is_demo = settings::find_setting(&db, DEMO_DATA).await?.is_some();
    let secrets = match refuse_demo_secrets(&config) {
        Err(problem) if !is_demo => Err(problem.to_string()),
        _ if is_demo => Ok("the demonstration's, for loopback only".to_owned()),
        _ if config.paper.url.starts_with("https") && config.gateway.default == "sandbox" => {
            Err("the sandbox takes the payments of a public paper: whoever subscribes pays nothing"
                .to_owned())
        }
        _ => Ok("set, and none that everybody knows".to_owned()),
    };
    tell("gateway keys", secrets);
    match Paper::open(config, ambient(), Opening::default()).await {
        Ok(paper) => {
            for (what, finding) in examine(&paper).await {
                tell(what, finding);
            }
            paper.close().await;
        }
        Err(error) => tell("paper", Err(format!("{error:#}"))),
    }
    db.close().await;
    if wrong > 0 {
        say!("{wrong} wrong");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

async fn open_database(url: &str) -> Result<(Db, String), String> {
    let db = Db::open(url).await.map_err(|error| error.to_string())?;
    let state = schema_state(&db).await.map_err(|error| error.to_string())?;
    state.require_current().map_err(|error| error.to_string())?;
    let remark =
        format!("{:?}, schema current ({} migrations)", db.kind(), store::migrations().len());
    Ok((db, remark))
}

async fn examine(paper: &Paper) -> Vec<(&'static str, Finding)> {
    vec![
        ("owner", owner(paper).await),
        ("meter", meter(paper).await),
        ("media", media(paper).await),
        ("mail", mail(paper).await),
        ("mail DNS", mail_dns(paper).await),
        ("clock", clock(paper).await),
        ("books", books(paper).await),
        ("audit log", audit_log(paper).await),
        ("jobs", jobs(paper).await),
    ]
}

async fn owner(paper: &Paper) -> Finding {
    match readers::has_owner(&paper.db).await {
        Ok(true) => Ok("there is one".to_owned()),
        Ok(false) => Err("there is none yet: open the link that masthead init printed".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

async fn meter(paper: &Paper) -> Finding {
    let url = &paper.config.store.meter;
    match paper.counters.check().await {
        Ok(()) if url == "embedded" => Ok("embedded, for one node".to_owned()),
        Ok(()) => Ok("the servers answer".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

async fn media(paper: &Paper) -> Finding {
    let checked = paper.media.check().await;
    checked.map(|()| format!("{} answers", paper.config.store.media)).map_err(|e| e.to_string())
}

async fn mail(paper: &Paper) -> Finding {
    let checked = paper.mailer.check().await;
    checked.map(|()| "the transport takes mails".to_owned()).map_err(|error| error.to_string())
}

/// Servers refuse mail from a domain that the world does not know.
async fn mail_dns(paper: &Paper) -> Finding {
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(5);
    if paper.config.mail.transport.starts_with("outbox://") {
        return Ok("not needed: mails stay in the outbox".to_owned());
    }
    let domain = paper.checked.mail_from.rsplit('@').next().unwrap_or("");
    match tokio::time::timeout(PATIENCE, tokio::net::lookup_host((domain, 25))).await {
        Ok(Ok(_)) => Ok(format!("the sender's domain, {domain}, is known")),
        _ => Err(format!("the sender's domain, {domain}, is not to be found: see mail.from")),
    }
}

/// A clock that went back makes the past look like the future.
async fn clock(paper: &Paper) -> Finding {
    let now = paper.ambient.now();
    match store::feed::find_latest(&paper.db).await {
        Ok(Some(latest)) if latest > now => Err(format!(
            "it is {now} here, but the database has a change of {latest}: set the machine's clock right"
        )),
        Ok(_) => Ok(format!("it is {now}")),
        Err(error) => Err(error.to_string()),
    }
}

async fn books(paper: &Paper) -> Finding {
    match paper.billing.find_unbalanced_entries().await {
        Ok(found) if found.is_empty() => Ok("every entry balances to zero".to_owned()),
        Ok(found) => Err(format!("entries that do not balance: {}", found.join(", "))),
        Err(error) => Err(error.to_string()),
    }
}

async fn audit_log(paper: &Paper) -> Finding {
    match audit::find_broken_link(&paper.db).await {
        Ok(None) => Ok("its chain holds".to_owned()),
        Ok(Some(number)) => {
            Err(format!("entry {number} does not fit the chain: the log was changed from outside"))
        }
        Err(error) => Err(error.to_string()),
    }
}

async fn jobs(paper: &Paper) -> Finding {
    match store::jobs::count_waiting(&paper.db).await {
        Ok((waiting, 0)) => Ok(format!("{waiting} waiting, none parked")),
        Ok((_, parked)) => Err(format!("{parked} parked: look at /desk/settings")),
        Err(error) => Err(error.to_string()),
    }
}
