use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{Config, FILE_KEYS, flatten};

/// What is wrong with the configuration, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ConfigProblem {
    /// The file, the variable or the option, and the key.
    pub place: String,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl ConfigProblem {
    /// A problem at a place.
    pub fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

/// What the configuration is read from, the later ones over the earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The file.
    pub file: PathBuf,
    /// `MASTHEAD__…` of the environment: name and value.
    pub environment: Vec<(String, String)>,
    /// `--set KEY=VALUE`.
    pub set: Vec<String>,
}

/// Reads, merges and types the configuration; unknown keys and wrong types are
/// refused with key and place. Values that cannot work are [`Config::check`]'s.
pub fn load(source: &Source) -> Result<Config, ConfigProblem> {
    let file = source.file.display().to_string();
    let text = std::fs::read_to_string(&source.file)
        .map_err(|error| ConfigProblem::new(&file, format!("cannot be read: {error}")))?;
    let mut table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| ConfigProblem::new(&file, error.to_string()))?;
    read_as_config(&file, table.clone(), &source.file)?;
    for (name, value) in &source.environment {
        let key = name.trim_start_matches("MASTHEAD__").replace("__", ".").to_lowercase();
        put(&mut table, &format!("the variable {name}"), &key, value)?;
    }
    for pair in &source.set {
        let (key, value) = pair.split_once('=').ok_or_else(|| {
            ConfigProblem::new(
                format!("--set {pair}"),
                "write KEY=VALUE, such as paper.name=Ledger",
            )
        })?;
        put(&mut table, &format!("--set {key}"), key.trim(), value.trim())?;
    }
    read_as_config(&file, table, &source.file)
}

fn read_as_config(place: &str, mut table: Table, file: &Path) -> Result<Config, ConfigProblem> {
    let base = file.parent().unwrap_or_else(|| Path::new("")).to_owned();
    read_secret_files(place, &mut table, &base)?;
    let mut config: Config =
        serde_path_to_error::deserialize(Value::Table(table)).map_err(|error| {
            let key = error.path().to_string();
            let problem = error.into_inner().to_string();
            let problem = problem.lines().next().unwrap_or("cannot be read").to_owned();
            ConfigProblem::new(format!("{place}, key {key}"), problem)
        })?;
    config.base = base;
    Ok(config)
}

/// `webhook_secret_file = "FILE"` beside the key that it stands for.
fn read_secret_files(place: &str, table: &mut Table, base: &Path) -> Result<(), ConfigProblem> {
    for key in FILE_KEYS {
        let file_key = format!("{key}_file");
        let Some(value) = take(table, &file_key) else { continue };
        let at = || format!("{place}, key {file_key}");
        let Value::String(path) = value else {
            return Err(ConfigProblem::new(at(), "must be the path of a file"));
        };
        let path = base.join(path);
        let secret = std::fs::read_to_string(&path).map_err(|error| {
            ConfigProblem::new(at(), format!("{} cannot be read: {error}", path.display()))
        })?;
        insert(table, key, Value::String(secret.trim().to_owned()));
    }
    Ok(())
}

fn take(table: &mut Table, key: &str) -> Option<Value> {
    match key.split_once('.') {
        Some((head, rest)) => take(table.get_mut(head)?.as_table_mut()?, rest),
        None => table.remove(key),
    }
}

fn insert(table: &mut Table, key: &str, value: Value) {
    match key.split_once('.') {
        Some((head, rest)) => {
            let inner = table.entry(head).or_insert_with(|| Value::Table(Table::new()));
            if let Some(inner) = inner.as_table_mut() {
                insert(inner, rest, value);
            }
        }
        None => drop(table.insert(key.to_owned(), value)),
    }
}

/// Sets `key` from text, in the type that the key has.
fn put(table: &mut Table, place: &str, key: &str, text: &str) -> Result<(), ConfigProblem> {
    let file_of_secret = key.strip_suffix("_file").is_some_and(|base| FILE_KEYS.contains(&base));
    if file_of_secret {
        insert(table, key, Value::String(text.to_owned()));
        return Ok(());
    }
    let defaults = Table::try_from(Config::default()).unwrap_or_default();
    let default = lookup(&defaults, key).ok_or_else(|| unknown_key(place, &defaults))?;
    let wrong = |kind: &str| ConfigProblem::new(place, format!("“{text}” is not {kind}"));
    let value = match default {
        // All of ours count something.
        Value::Integer(_) => {
            Value::Integer(text.parse::<u32>().map_err(|_| wrong("a whole number"))?.into())
        }
        Value::Boolean(_) => Value::Boolean(text.parse().map_err(|_| wrong("true or false"))?),
        Value::Array(_) => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Value::Table(_) => return Err(wrong("a value; name one of its keys")),
        _ => Value::String(text.to_owned()),
    };
    insert(table, key, value);
    Ok(())
}

fn lookup<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    match key.split_once('.') {
        Some((head, rest)) => lookup(table.get(head)?.as_table()?, rest),
        None => table.get(key),
    }
}

fn unknown_key(place: &str, defaults: &Table) -> ConfigProblem {
    let mut keys = Vec::new();
    flatten("", defaults, &mut keys);
    let keys: Vec<_> = keys.into_iter().map(|(key, _)| key).collect();
    ConfigProblem::new(place, format!("there is no such key; the keys are {}", keys.join(", ")))
}
