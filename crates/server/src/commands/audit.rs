use std::{
    io::{IsTerminal as _, Write as _},
    process::ExitCode,
    str::FromStr,
};

use anyhow::Context as _;
use audit::{Audit, Line, LogIn, Plan, Report, rows::Row, wire::Address};
use clap::Args;
use store::Db;

use super::{ambient, say};
use crate::{
    cli::Cli,
    paper::load_clock,
    plant::{self, Plant},
    run::until_told_to_stop,
};

/// `masthead audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// The paper's address [default: `paper.url` of the configuration].
    pub url: Option<String>,
    /// Only these rows of the catalogue, such as a1,a7 or 1-12.
    #[arg(long, value_delimiter = ',', value_name = "ROW")]
    rows: Vec<RowRange>,
    /// Prints the report as JSON.
    #[arg(long)]
    json: bool,
    /// Says what each row tries, and tries nothing.
    #[arg(long)]
    list: bool,
    /// A subscriber of yours, from whom the audit learns what is locked.
    #[arg(long, value_name = "EMAIL:PASSWORD")]
    subscriber: Option<Credentials>,
    /// A reader of yours without a subscription.
    #[arg(long, value_name = "EMAIL:PASSWORD")]
    registered: Option<Credentials>,
    /// A reader of yours whose subscription ended.
    #[arg(long, value_name = "EMAIL:PASSWORD")]
    lapsed: Option<Credentials>,
    /// What the paper calls itself, if it is asked elsewhere than there (behind a proxy).
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Puts stories with canaries into the paper's database first, and takes them back
    /// afterwards; only where the sandbox takes the payments.
    #[arg(long)]
    plant: bool,
}

/// An address and its password, which is never shown.
#[derive(Clone)]
struct Credentials(LogIn);

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:…", self.0.email)
    }
}

impl FromStr for Credentials {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (email, password) = text.split_once(':').ok_or("write EMAIL:PASSWORD")?;
        let (email, password) = (email.to_owned(), password.to_owned());
        Ok(Self(LogIn { email, password }))
    }
}

/// One row or several: `a7`, `7`, `1-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct RowRange(u8, u8);

impl FromStr for RowRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| -> Result<u8, String> {
            let known = text.trim().trim_start_matches('a').parse().ok();
            known
                .filter(|row| audit::rows::ALL.iter().any(|known| known.number == *row))
                .ok_or_else(|| {
                    format!("there is no row {text}: they are a1 to a{}", audit::rows::ALL.len())
                })
        };
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Ok(Self(number(first)?, number(last)?))
    }
}

/// `masthead audit`: 1 if a row failed.
pub(super) async fn run(cli: &Cli, args: &AuditArgs) -> anyhow::Result<ExitCode> {
    if args.list {
        list_rows();
        return Ok(ExitCode::SUCCESS);
    }
    let url = match &args.url {
        Some(url) => url.clone(),
        None => cli.load_config().context("no URL was named")?.paper.url,
    };
    let address = Address::from_str(&url).with_context(|| format!("the URL {url}"))?;
    let planting = if args.plant { Some(set_plant(cli).await?) } else { None };
    // Whatever happens, nothing planted stays before readers.
    let report = tokio::select! {
        report = attempt(args, address, planting.as_ref().map(|(_, plant)| plant)) => report,
        () = until_told_to_stop() => Err(anyhow::anyhow!("stopped before the last row")),
    };
    if let Some((db, plant)) = planting {
        plant.take_back().await.context("the planted stories could not be taken back")?;
        db.close().await;
    }
    let report = report?;
    if args.json {
        say!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        say!("{report}");
    }
    Ok(ExitCode::from(u8::from(report.has_failures())))
}

async fn set_plant(cli: &Cli) -> anyhow::Result<(Db, Plant)> {
    let (config, ambient) = (cli.load_config()?, ambient());
    anyhow::ensure!(
        config.gateway.default == "sandbox",
        "--plant shows readers stories that say nothing, which is allowed only where the sandbox takes the payments: audit a copy of the paper"
    );
    config.require_database_file()?;
    let db = Db::open(&config.database_url()).await?;
    store::schema_state(&db).await?.require_current()?;
    load_clock(&db, &ambient).await?;
    let plant = Plant::set(db.clone(), ambient, &config.paper.url).await?;
    Ok((db, plant))
}

async fn attempt(
    args: &AuditArgs,
    address: Address,
    plant: Option<&Plant>,
) -> anyhow::Result<Report> {
    // The demonstration's cast is known to everybody.
    let cast = |given: &Option<Credentials>, name: &str| match given {
        Some(Credentials(log_in)) => Some(log_in.clone()),
        None => plant.filter(|plant| plant.is_demo).map(|_| plant::of_the_cast(name)),
    };
    let plan = Plan {
        address,
        origin: args.origin.clone().or_else(|| plant.map(|plant| plant.origin.clone())),
        planted: plant.map(|plant| plant.planted.clone()).unwrap_or_default(),
        subscriber: cast(&args.subscriber, "subscriber"),
        registered: cast(&args.registered, "registered"),
        lapsed: cast(&args.lapsed, "lapsed"),
        rows: args.rows.iter().flat_map(|RowRange(first, last)| *first..=*last).collect(),
    };
    let audit = Audit::begin(plan).await?;
    Ok(audit.run(&show).await)
}

fn list_rows() {
    for Row { number, technique, tries, inside, .. } in audit::rows::ALL {
        say!("a{number} {technique}: {tries}");
        if !inside.is_empty() {
            say!("    from inside: {}", inside.join(", "));
        }
    }
}

/// On a terminal, which row is being tried: it takes a few minutes in all.
fn show(row: &'static Row, line: Option<&Line>) {
    let mut terminal = std::io::stderr();
    if !terminal.is_terminal() {
        return;
    }
    let _ = match line {
        None => write!(terminal, "\x1b[2K\ra{} {} …", row.number, row.technique),
        Some(_) => write!(terminal, "\x1b[2K\r"),
    };
    let _ = terminal.flush();
}

#[cfg(test)]
mod tests {
    use super::{Credentials, RowRange};

    #[test]
    fn rows_are_named_singly_and_in_ranges() {
        assert_eq!("a7".parse(), Ok(RowRange(7, 7)));
        assert_eq!("1-a12".parse(), Ok(RowRange(1, 12)));
        assert!("42".parse::<RowRange>().unwrap_err().contains("a41"));
        assert!("x".parse::<RowRange>().is_err());
    }

    #[test]
    fn a_password_may_hold_colons_and_is_not_shown() {
        let read: Credentials = "a@b.test:one:two".parse().unwrap();
        assert_eq!(read.0.password, "one:two");
        assert_eq!(format!("{read:?}"), "a@b.test:…");
        assert!("nobody".parse::<Credentials>().is_err());
    }
}
