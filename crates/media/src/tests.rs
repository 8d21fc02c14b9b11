use std::env;

use super::*;

/// Whatever a store can be asked for, the same on each kind.
async fn keeps_what_it_is_given(media: &Media) {
    media.check().await.unwrap();
    let first = media.put("onions-640.png", &b"a picture"[..]).await.unwrap();
    let again = media.put("onions-640.png", &b"a picture"[..]).await.unwrap();
    let other = media.put("onions-640.png", &b"another picture"[..]).await.unwrap();
    assert_eq!(first, again);
    assert_ne!(first, other);
    let mut parts = first.strip_prefix("/media/").unwrap().split('/');
    let (hash, name) = (parts.next().unwrap(), parts.next().unwrap());
    let (kind, bytes) = media.get(hash, name).await.unwrap().unwrap();
    assert_eq!((kind, &*bytes), ("image/png", &b"a picture"[..]));
    for (hash, name) in [
        (hash, "other.png"),
        ("0123456789abcdef", name),
        ("..", name),
        (hash, "../x.png"),
        (hash, "onions-640.html"),
    ] {
        assert!(media.get(hash, name).await.unwrap().is_none(), "{hash}/{name}");
    }
    for name in ["x.html", "x", ".png", "a/b.png", "../a.png", "A.png", "a b.png"] {
        let refused = media.put(name, &b"x"[..]).await.unwrap_err().to_string();
        assert!(refused.contains("is no name of a file"), "{refused}");
    }
}

#[tokio::test]
async fn a_directory_keeps_files() {
    let folder = env::temp_dir().join(format!("masthead-media-{}", std::process::id()));
    keeps_what_it_is_given(&Media::open("file://media", &folder).unwrap()).await;
    assert!(folder.join("media").is_dir());
    std::fs::remove_dir_all(folder).unwrap();
}

/// Against the S3 server that `cargo xtask peers` starts.
#[tokio::test]
async fn a_bucket_keeps_files() {
    let Ok(url) = env::var("MASTHEAD_TEST_S3") else { return };
    let _ = rustls::crypto::ring::default_provider().install_default();
    // It takes any key; a real one takes those of the environment.
    let endpoint = url.split_once("endpoint=").unwrap().1;
    let store = AmazonS3Builder::new()
        .with_bucket_name("masthead-test")
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_access_key_id("test")
        .with_secret_access_key("test")
        .build()
        .unwrap();
    keeps_what_it_is_given(&Media::over(Arc::new(PrefixStore::new(store, "a-paper")))).await;
}

#[test]
fn urls_that_name_no_store_are_refused() {
    for url in ["media", "http://x", "s3://bucket?what=x"] {
        let refused = Media::open(url, Path::new("/tmp")).unwrap_err().to_string();
        assert!(refused.contains("write file://FOLDER"), "{refused}");
    }
}
