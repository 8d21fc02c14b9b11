//! Published ranges, fetched anew each day where the configuration says from where.

use std::{net::IpAddr, time::Duration};

use store::{Executor, feed, jobs::JobError, settings};

use super::{Bot, Engines, RANGES_TOPIC, RangesSource, ranges::is_public, read_ranges};

/// The job that fetches them.
pub(super) const JOB: &str = "engine_ranges";
const PATIENCE: Duration = Duration::from_secs(20);
const BYTES_MAX: usize = 1 << 20;

/// Where ranges are fetched: `https`, or on a loopback address `http` too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangesAddress(reqwest::Url);

/// The text is no address to fetch from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write an https:// address, without a name or password in it")]
pub struct RangesAddressProblem;

impl RangesAddress {
    /// Reads it.
    pub fn parse(text: &str) -> Result<Self, RangesAddressProblem> {
        let url = reqwest::Url::parse(text).map_err(|_| RangesAddressProblem)?;
        let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
        let safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
        if plain && safe { Ok(Self(url)) } else { Err(RangesAddressProblem) }
    }
}

fn literal(url: &reqwest::Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}

fn is_loopback(url: &reqwest::Url) -> bool {
    literal(url).is_some_and(|address| address.is_loopback())
}

fn setting(bot: &Bot) -> String {
    format!("engine_ranges/{}", bot.id)
}

/// What was fetched last and was in order.
pub(super) async fn find_kept(on: impl Executor, bot: &Bot) -> store::Result<Option<String>> {
    settings::find_setting(on, &setting(bot)).await
}

impl Engines {
    /// Fetches all ranges. What cannot be fetched or read changes nothing; the job says
    /// so and is tried again.
    pub async fn refresh_ranges(&self) -> Result<(), JobError> {
        let mut failed = Vec::new();
        for source in &self.0.sources {
            if let Some(address) = &source.address
                && let Err(problem) = self.refresh(source, address).await
            {
                failed.push(format!("{}: {problem}", source.bot.id));
            }
        }
        if failed.is_empty() { Ok(()) } else { Err(failed.join("; ").into()) }
    }

    async fn refresh(
        &self,
        source: &RangesSource,
        address: &RangesAddress,
    ) -> Result<(), JobError> {
        let json = tokio::time::timeout(PATIENCE, fetch(address)).await??;
        read_ranges(&json)?;
        if find_kept(&self.0.db, source.bot).await?.as_deref() == Some(&*json) {
            return Ok(());
        }
        let mut tx = self.0.db.begin().await?;
        settings::set_setting(&mut tx, &setting(source.bot), &json).await?;
        feed::announce(&mut tx, RANGES_TOPIC, &source.bot.id, self.0.ambient.now()).await?;
        tx.commit().await?;
        self.load_ranges().await?;
        Ok(())
    }
}

/// One answer from the very address that the name has now, which must be a public one;
/// no redirect is followed, and no proxy asked.
async fn fetch(address: &RangesAddress) -> Result<String, JobError> {
    let url = &address.0;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(443);
    let mut client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .timeout(PATIENCE);
    if !is_loopback(url) {
        let found: Vec<_> =
            tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await?.collect();
        if found.is_empty() || found.iter().any(|found| !is_public(found.ip())) {
            return Err(format!("{host} has an address that is not a public one").into());
        }
        if literal(url).is_none() {
            client = client.resolve_to_addrs(host, &found);
        }
    }
    let mut response = client.build()?.get(url.clone()).send().await?;
    if response.status() != reqwest::StatusCode::OK {
        return Err(format!("{host} answered {}", response.status()).into());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > BYTES_MAX {
            return Err(format!("{host} sent more than {BYTES_MAX} bytes").into());
        }
    }
    Ok(String::from_utf8(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_come_over_https_or_from_this_machine() {
        for good in [
            "https://www.bing.com/toolbox/bingbot.json",
            "http://127.0.0.1:9/x.json",
            "http://[::1]:9/x.json",
        ] {
            assert!(RangesAddress::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://www.bing.com/x.json",
            "http://localhost/x",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "https://user:word@bing.com/",
            "bing.com/x",
            "",
        ] {
            assert!(RangesAddress::parse(bad).is_err(), "{bad}");
        }
    }
}
