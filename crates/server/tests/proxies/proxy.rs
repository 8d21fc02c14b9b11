use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use testkit::Browser;

/// A caching proxy on a free loopback port; it ends with the test.
pub(crate) struct Proxy {
    /// Where it listens.
    pub(crate) base: String,
    process: Child,
    folder: PathBuf,
}

impl Proxy {
    /// Starts `nginx` or `varnish` before the paper at `backend`.
    pub(crate) async fn start(kind: &str, backend: &str) -> Self {
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("masthead-{kind}-{port}"));
        std::fs::create_dir_all(&folder).expect("a folder");
        let backend = backend.trim_start_matches("http://");
        let mut command = match kind {
            "nginx" => nginx(&folder, port, backend),
            _ => varnish(&folder, port, backend),
        };
        let log = std::fs::File::create(folder.join("log")).expect("a log");
        let process = command.stdout(Stdio::null()).stderr(log).spawn();
        let process = process.unwrap_or_else(|error| panic!("{kind} does not start: {error}"));
        let proxy = Self { base: format!("http://127.0.0.1:{port}"), process, folder };
        proxy.wait(kind).await;
        proxy
    }

    async fn wait(&self, kind: &str) {
        let authority = self.base.trim_start_matches("http://");
        for _ in 0..200 {
            if std::net::TcpStream::connect(authority).is_ok()
                && Browser::new(&self.base).get("/healthz").await.status == http::StatusCode::OK
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("{kind} does not answer: {log}");
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Their own children end with them on a polite request only.
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// A cache that keeps whatever the paper does not forbid.
fn nginx(folder: &std::path::Path, port: u16, backend: &str) -> Command {
    let place = folder.display();
    let configuration = format!(
        "daemon off; pid {place}/pid; error_log stderr; worker_processes 1;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/fastcgi; uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
  proxy_cache_path {place}/cache keys_zone=pages:1m;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://{backend};
      proxy_http_version 1.1;
      proxy_set_header Host $host:{port};
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_cache pages;
      proxy_cache_valid 200 301 302 303 308 10m;
    }}
  }}
}}
"
    );
    let file = folder.join("nginx.conf");
    std::fs::write(&file, configuration).expect("a configuration");
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-c").arg(file);
    command
}

/// Varnish with its built-in rules.
fn varnish(folder: &std::path::Path, port: u16, backend: &str) -> Command {
    let mut command = Command::new("varnishd");
    command
        .args(["-F", "-j", "none", "-s", "malloc,32m", "-T", "none"])
        .args(["-a", &format!("127.0.0.1:{port}"), "-b", backend])
        .arg("-n")
        .arg(folder.join("varnish"));
    command
}
