# What surrounds every page.
skip-to-page = Skip to the page
nav-you = You
nav-sections = Sections
nav-about = About this paper
account = Account
log-in = Log in
subscribe = Subscribe
about = About
privacy = Privacy
terms = Terms
copyright = © { $paper }
or = or
nav-all-sections = All sections
your-account = Your account
