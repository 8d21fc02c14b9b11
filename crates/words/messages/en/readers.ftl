# Forms of readers.
field-email = Email address
field-password = Password
field-new-password = New password
field-name = Your name
password-hint = At least 8 characters; a few words are better than a few symbols.
problem-address = That does not look like an address that mail can be sent to.
password-too-short = Please choose a password of at least 8 characters.
password-too-long = Please choose a password of at most 256 characters.
password-common = That password is among the first that anybody would try. Please choose another.
password-not-stored = The password could not be stored.

# Logging in and out.
log-out = Log out
new-here = New here?
log-in-wrong = The address or the password is not right.
log-in-too-many = There were too many tries to log in to this account. Please wait a few minutes, or set a new password.
log-in-crowded = Too many people are logging in right now.
log-in-failed = Logging in failed.
confirm-says = One click and you are in.
confirm-do = Log in to { $paper }
confirm-too-many = We have sent several links already. Please use the latest one.
link-wrong-browser = Please open this link in the browser in which you logged in.
link-stale = This link has been used, or is too old. Please ask for a new one.

# Registering.
register-says = An account is free. It lets you read more stories a month, on all your devices.
check-mail = Check your mail
check-mail-says = We have sent a mail to { $email }. Please open the link in it.
check-mail-nothing = Nothing there after a few minutes? Look among the unwanted mail, or check the address for a slip.
mails-too-many = We have sent several mails to this address already. Please look for them first.

# A new password.
set-password = Set a password
set-new-password = Set a new password
reset-request-says = Tell us your address, and we send you a link.
reset-request-do = Send the link
reset-do = Set the password and log in
reset-ends-others = All other devices are logged out.

# The first owner.
setup-title = Set up the paper
setup-says = You are about to become the first owner of { $paper }. This link works once.
setup-do = Become the owner
setup-taken = This address has an account already.

# Where somebody is logged in.
agent-on = { $browser } on { $system }
agent-unknown = Unknown device

# The mails.
mail-confirm-subject = Confirm your address for { $paper }
mail-confirm-heading = Welcome to { $paper }
mail-confirm-says = Please confirm your address; the same click logs you in.
mail-confirm-do = Confirm and log in
mail-confirm-note = The link works once, for a day. If you did not ask for an account, do nothing: none will be opened.
mail-already-subject = You have an account with { $paper } already
mail-already-says = Somebody, probably you, asked to register this address with { $paper }. It has an account already, and the link logs you in.
mail-already-note = The link works once, for a day. If it was not you, do nothing: nothing has changed.
mail-reset-subject = Set a new password for { $paper }
mail-reset-says = The link opens a page on which you can set a new password for { $paper }.
mail-reset-note = It works once, for half an hour. If you did not ask for it, do nothing: your password stays as it is.
mail-second-subject = Confirm your log-in to { $paper }
mail-second-heading = Was it you?
mail-second-says = Somebody has just logged in to { $paper } with your password. If it was you, finish the log-in in the same browser.
mail-second-do = Finish the log-in
mail-second-note = The link works once, for ten minutes. If it was not you, your password is known to somebody else: set a new one at once.
mail-changed-subject = Your password for { $paper } was changed
mail-changed-heading = Your password was changed
mail-changed-says = The password of your account with { $paper } was changed just now, and all other devices were logged out.
mail-changed-else = If it was not you, set a new one at once.
