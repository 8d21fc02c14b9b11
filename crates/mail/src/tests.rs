use crate::is_address;

#[test]
fn addresses() {
    for good in ["a@b.co", "first.last+tag@demo.test", "reader@localhost", "ünïcode@demo.test"] {
        assert!(is_address(good), "{good}");
    }
    for bad in [
        "",
        "a",
        "@b.co",
        "a@",
        "a@b",
        "a b@c.de",
        "a@b.co\r\nBcc: x@y.zz",
        "<a@b.co>",
        "a@@b.co",
        ".a@b.co",
        "a@.b.co",
        "a,b@c.de",
    ] {
        assert!(!is_address(bad), "{bad}");
    }
}
