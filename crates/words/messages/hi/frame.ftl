# हर पन्ने के चारों ओर।
skip-to-page = सीधे पन्ने पर जाएँ
nav-you = आप
nav-sections = विषय
nav-about = इस अख़बार के बारे में
account = खाता
log-in = लॉग इन
subscribe = सदस्य बनें
about = हमारे बारे में
privacy = निजता
terms = शर्तें
copyright = © { $paper }
or = या
nav-all-sections = सभी विषय
your-account = आपका खाता
