# Institutions at the desk.
desk-institutions = Institutions
desk-institutions-say = Universities, libraries and companies whose agreement lets their people read: by network, by e-mail domain, or by a code. An agreement begins and ends by itself, at the paper’s midnight.
desk-institution-add = Add an institution
desk-institution-slug = Short name
desk-institution-slug-hint = As rules name it: small letters, digits and hyphens. It cannot be changed.
desk-institution-benefits = Gives
desk-institution-benefits-hint = What its visitors may read, separated by spaces: unlimited, premium, epaper, newsletters, smart-investor, archive, ad-free, partner:NAME
desk-institution-from = First day
desk-institution-until = Last day
desk-institution-until-hint = The whole of this day is included.
desk-institution-contact = Contact
desk-institution-contact-hint = Whom to write to. Only the desk sees it.
desk-institution-agreement = Agreement
desk-institution-members = Members by code
desk-institution-pause = Pause
desk-institution-resume = Resume
desk-institution-end = End the agreement
desk-institution-end-do = End it now
desk-institution-end-sure = It ends at once and for good. Its networks and domains may then be another institution’s.
desk-institution-not-sure = Tick the box if the agreement shall end for good.
desk-institution-has-ended = This agreement has been ended. Add the institution anew, under another short name.
desk-institution-is-paused = This agreement is paused already.
desk-institution-not-paused = This agreement is not paused.
desk-institution-too-many = There are as many institutions as a paper can have. End some first.
desk-institution-to-come = to come
desk-institution-running = running
desk-institution-paused = paused
desk-institution-over = over
desk-institution-ended = ended
desk-institution-remove = Remove
desk-institution-grounds-many = An institution has at most 500 networks and 500 domains.

# What will not do with an agreement.
desk-institution-slug-wrong = Short name: write small letters, digits and hyphens, at most 60.
desk-institution-slug-taken = Short name: another institution has it, or had it. Choose another.
desk-institution-name-wrong = Name: write a line of 1 to 120 characters.
desk-institution-contact-wrong = Contact: write a line of at most 200 characters.
desk-institution-no-benefit = Gives: name at least one benefit, such as unlimited.
desk-institution-benefit-wrong = Gives: “{ $word }” is no benefit. Write unlimited, premium, epaper, newsletters, smart-investor, archive, ad-free or partner:NAME.
desk-institution-from-wrong = First day: write a date, such as 2026-11-24.
desk-institution-until-wrong = Last day: write a date that is not before the first day.

# Networks and domains.
desk-institution-networks = Networks
desk-institution-add-networks = Add networks
desk-institution-networks-hint = One a line, such as 203.0.113.0/24, 2001:db8::/32, or one address. Visitors from there read without a log-in.
desk-institution-network-unreadable = “{ $text }” is no network. Write one such as 203.0.113.0/24 or 2001:db8::/32.
desk-institution-network-wide = “{ $text }” holds more addresses than an institution has. The shortest prefixes are /8 of IPv4 and /24 of IPv6.
desk-institution-network-host = “{ $text }” is an address within a network. If you mean the network, write { $around }; if you mean this one address, leave out what follows the slash.
desk-institution-network-taken = { $network } meets { $other } of { $name }. An address is of one institution: end that agreement first, or remove its network.
desk-institution-domains = E-mail domains
desk-institution-domain = Add a domain
desk-institution-domain-hint = Such as example.edu. Readers with a proven address there read once they are logged in.
desk-institution-subdomains = Addresses under its subdomains count as well
desk-institution-and-below = and below
desk-institution-domain-unreadable = “{ $text }” is no domain. Write one such as example.edu.
desk-institution-domain-public = Anybody may have an address under “{ $text }”. Write a domain of the institution’s own.
desk-institution-domain-taken = { $domain } is a domain of { $name }. End that agreement first, or remove its domain.

# Codes.
desk-institution-codes = Access codes
desk-institution-label = Label
desk-institution-label-hint = For whom it is, such as “Law faculty, autumn”. Only the desk sees it.
desk-institution-label-wrong = Label: write a line of 1 to 80 characters.
desk-institution-readers = Readers
desk-institution-readers-of = { $readers } of { $most }
desk-institution-readers-max = How many readers may use it
desk-institution-readers-wrong = How many readers may use it: write a number from 1 to 1,00,000.
desk-institution-expires = Last day to use it
desk-institution-expires-hint = Left empty, as long as the agreement runs. Whoever has used it stays a member.
desk-institution-expires-wrong = Last day to use it: write a date from today on, or nothing.
desk-institution-make-code = Make a code
desk-institution-code-made = The code “{ $label }”. It is shown this once; copy it now.
desk-institution-code-live = can be used
desk-institution-code-used = over or used up
desk-institution-code-revoked = revoked
desk-institution-code-over = This code has been revoked already, or is none of this institution.
desk-institution-codes-many = An institution has at most 500 codes.
desk-institution-revoke = Revoke
desk-institution-end-members = end the memberships by it, too

# The report.
desk-institution-usage = Usage
desk-institution-usage-says = Counted as COUNTER’s code of practice, release 5, counts: two clicks within 30 seconds are one, unique is once an hour and visitor. Robots, prefetches and staff do not count, nor do stories that are free for everybody or that a reader’s own subscription opens. Who read what is not kept.
desk-institution-month = Month
desk-institution-total-requests = Total requests
desk-institution-unique-requests = Unique requests
desk-institution-total-investigations = Total investigations
desk-institution-unique-investigations = Unique investigations
desk-institution-no-license = Turned away
desk-institution-requests-in = Requests, { $month }
desk-institution-turned-in = Turned away, { $month }
desk-institution-plot = Total requests, { $first } to { $last }; the tallest bar is { $most }.
desk-institution-csv = Download as CSV
