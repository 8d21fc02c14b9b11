use store::{Executor, Result, args, statement};

statement! {
    FIND_BY_SOURCE = "SELECT section, slug FROM stories WHERE source_key = $1";
}

/// Section and slug of the story that an import made of this source.
pub(super) async fn find_by_source(
    on: impl Executor,
    key: &str,
) -> Result<Option<(String, String)>> {
    let row = on.one(&FIND_BY_SOURCE, args![key]).await?;
    row.map(|row| Ok((row.text("section")?, row.text("slug")?))).transpose()
}
