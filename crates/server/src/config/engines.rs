use paywall::{EnginesConfig, RangesAddress, RangesSource, bots, find_bot, read_ranges};

use super::{Config, ConfigProblem, RangesConfig};

impl Config {
    /// `[engines]`, understood; files of ranges are read.
    pub(super) fn engines(&self) -> Result<EnginesConfig, ConfigProblem> {
        let dns = match &*self.engines.dns {
            "" => None,
            text => Some(text.parse().map_err(|_| {
                let problem = format!("“{text}” is no address; write one like 192.0.2.53:53");
                ConfigProblem::new("key engines.dns", problem)
            })?),
        };
        let mut ranges: Vec<RangesSource> = Vec::new();
        for (index, entry) in self.engines.ranges.iter().enumerate() {
            let source = self.ranges_source(index + 1, entry)?;
            if ranges.iter().any(|other| other.bot.id == source.bot.id) {
                let problem =
                    format!("{} stands here twice; write its file and url together", entry.engine);
                return Err(wrong(index + 1, "engine", problem));
            }
            ranges.push(source);
        }
        Ok(EnginesConfig { dns, ranges })
    }

    fn ranges_source(
        &self,
        number: usize,
        entry: &RangesConfig,
    ) -> Result<RangesSource, ConfigProblem> {
        let bot = find_bot(&entry.engine).filter(|bot| bot.can_be_verified()).ok_or_else(|| {
            let known = bots().iter().filter(|bot| bot.can_be_verified());
            let known: Vec<_> = known.map(|bot| &*bot.id).collect();
            let problem = format!("“{}” is none of {}", entry.engine, known.join(", "));
            wrong(number, "engine", problem)
        })?;
        if entry.file.is_empty() && entry.url.is_empty() {
            return Err(wrong(number, "file", "write a file, a url, or both".to_owned()));
        }
        let networks = match &*entry.file {
            "" => Vec::new(),
            file => {
                let path = self.path(file);
                let json = std::fs::read_to_string(&path).map_err(|error| {
                    wrong(number, "file", format!("{} cannot be read: {error}", path.display()))
                })?;
                read_ranges(&json).map_err(|problem| {
                    wrong(number, "file", format!("{}: {problem}", path.display()))
                })?
            }
        };
        let address = match &*entry.url {
            "" => None,
            url => Some(RangesAddress::parse(url).map_err(|problem| {
                wrong(number, "url", format!("“{url}” will not do: {problem}"))
            })?),
        };
        Ok(RangesSource { bot, networks, address })
    }
}

fn wrong(number: usize, key: &str, problem: String) -> ConfigProblem {
    ConfigProblem::new(format!("key engines.ranges, entry {number}, {key}"), problem)
}
