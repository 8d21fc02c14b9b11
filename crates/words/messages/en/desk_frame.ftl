# What surrounds every page of the desk, and what many of them say.
desk = Desk
desk-title = { $title } · Desk of { $paper }
desk-back = Back to the desk
desk-who = { $name } ({ $roles })
desk-table = Table
desk-older = Older
desk-more = More
desk-save = Save
desk-add = Add
desk-search = Search
desk-none = None.
desk-on-paper = on the paper
desk-name = Name
desk-address = Address
desk-status = Status
desk-since = Since

# Its parts.
desk-stories = Stories
desk-sections = Sections
desk-authors = Authors
desk-pages = Static pages
desk-readers = Readers
desk-subscriptions = Subscriptions
desk-plans = Plans
desk-appearance = Appearance
desk-settings = Settings
desk-audit = Audit log

# What was done just before.
desk-done-added = Added.
desk-done-saved = Saved.
desk-done-published = Published.
desk-done-withdrawn = Withdrawn.

# Who works there.
role-owner = owner
role-editor = editor
role-author = author
role-circulation = circulation
role-finance = finance
role-support = support
role-ads = ads
desk-for-roles = This part of the desk is for: { $roles }.
desk-for-staff = The desk is for the paper’s staff.
desk-log-in-ended = Your log-in has ended
desk-log-in-ended-says = Nothing was saved. Everything stands below as you typed it: log in, in another tab, come back to this page and save.
desk-log-in-elsewhere = Log in, in another tab
desk-no-database = The desk cannot reach its database at the moment.

# The levels of a story, and what a subscription includes, in a word each.
access-free = free
access-metered = metered
access-registered = registered
access-premium = premium
benefit-word-unlimited = unlimited
benefit-word-premium = premium
benefit-word-epaper = epaper
benefit-word-newsletters = newsletters
benefit-word-smart-investor = smart-investor
benefit-word-archive = archive
benefit-word-ad-free = ad-free
benefit-word-partner = partner:{ $partner }
