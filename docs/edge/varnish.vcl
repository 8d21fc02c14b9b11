# Masthead before a site that keeps its own pages: Varnish, one host for both.
# Replace the two backends, www.example.com and mk_YOUR_SERVICE_KEY, as in nginx.conf.
# docs/other-sites.md explains each part. Varnish asks the paper, and starts again if it opens.

vcl 4.1;

backend masthead { .host = "127.0.0.1"; .port = "8080"; .connect_timeout = 1s; .first_byte_timeout = 5s; }
backend site { .host = "127.0.0.1"; .port = "9000"; }

sub vcl_recv {
    if (req.restarts == 0) {
        # What only we may say.
        unset req.http.X-Masthead-State;
        unset req.http.X-Masthead-Access;
        unset req.http.X-Masthead-Cookie;
        unset req.http.X-Forwarded-Uri;
        unset req.http.X-Forwarded-Method;
        unset req.http.X-Forwarded-Host;
        unset req.http.X-Original-URI;
        unset req.http.X-Original-Method;
        unset req.http.X-Original-Host;
        set req.http.X-Forwarded-For = client.ip;
    }

    # The decision was Open: the site's page, from the cache if it is there.
    if (req.http.X-Masthead-State == "open") {
        set req.backend_hint = site;
        unset req.http.Cookie;
        return (hash);
    }

    # The paper's own pages. No service key here.
    if (req.url ~ "^/(login|logout|register|password|setup|account|language|subscribe|checkout|sandbox|hooks|desk|assets|media|api)([/?]|$)" || req.url == "/.well-known/jwks.json") {
        set req.backend_hint = masthead;
        return (pass);
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (synth(405));
    }

    # Varnish compares addresses as they are written, so everything is asked about but
    # what is plainly an asset; outside.origins says what is free.
    if (req.url ~ "^/static/[A-Za-z0-9_-]+\.[a-z0-9]+$") {
        set req.backend_hint = site;
        return (hash);
    }

    set req.http.X-Masthead-State = "asking";
    set req.http.X-Forwarded-Uri = req.url;
    set req.http.X-Forwarded-Method = req.method;
    set req.http.X-Forwarded-Host = "www.example.com";
    set req.http.Authorization = "Bearer mk_YOUR_SERVICE_KEY";
    set req.url = "/api/v1/gate";
    set req.backend_hint = masthead;
    return (pass);
}

sub vcl_deliver {
    if (req.http.X-Masthead-State == "asking") {
        # To let metered stories open while the paper cannot be asked, add
        #   || (resp.status >= 500 && req.http.X-Forwarded-Uri ~ "^/news/[a-z0-9-]+$")
        if (resp.status == 200) {
            set req.http.X-Masthead-State = "open";
            set req.http.X-Masthead-Access = resp.http.Masthead-Access;
            set req.http.X-Masthead-Cookie = resp.http.Set-Cookie;
            set req.url = req.http.X-Forwarded-Uri;
            unset req.http.Authorization;
            return (restart);
        }
        if (resp.status == 403 && resp.http.Masthead-Wall) {
            set resp.status = 200;
        }
        unset resp.http.Masthead-Decision;
        return (deliver);
    }
    if (req.http.X-Masthead-State == "open") {
        set resp.http.Masthead-Access = req.http.X-Masthead-Access;
        set resp.http.Cache-Control = "private, no-store";
        unset resp.http.Age;
        if (req.http.X-Masthead-Cookie ~ "=") {
            set resp.http.Set-Cookie = req.http.X-Masthead-Cookie;
        }
    }
    return (deliver);
}

sub vcl_backend_error {
    if (bereq.http.X-Masthead-State == "asking") {
        set beresp.status = 503;
        set beresp.http.Content-Type = "text/html; charset=utf-8";
        set beresp.http.Cache-Control = "no-store";
        set beresp.http.Retry-After = "10";
        synthetic({"<!doctype html><html lang="en"><meta charset="utf-8"><title>Please come back in a minute</title>
<h1>Please come back in a minute</h1>
<p>This story cannot be opened just now. The fault is ours, and it does not count as one of your free stories.</p></html>"});
        return (deliver);
    }
}
