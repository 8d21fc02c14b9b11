# डेस्क पर पास: नियमों के अलावा जो ख़बरें खोलता है।
passes = पास
passes-scope = क्या खुलता है
passes-scope-hint = all या section:markets topic:budget story:214 जैसे शब्द, बीच में खाली जगह के साथ।
passes-scope-empty = क्या खुलता है: all लिखिए, या section:SLUG, topic:SLUG, story:NUMBER में से कम से कम एक।
passes-scope-unknown = क्या खुलता है: “{ $word }” किसी जगह का नाम नहीं है। all लिखिए, या section:markets topic:budget story:214 जैसे शब्द।
passes-scope-too-many = क्या खुलता है: ज़्यादा से ज़्यादा 50 नाम लिखिए।
passes-scope-missing = क्या खुलता है: अख़बार में { $place } नहीं है।
passes-too-many = इतने खुले हैं कि और नहीं जोड़े जा सकते। पहले कुछ बंद कीजिए।
passes-from = कब से
passes-until = कब तक
passes-open = खुला
passes-over = पूरा हुआ
passes-to-come = आने वाला

# कुछ समय के लिए सबके लिए मुफ़्त ख़बरें।
unlocks = सबके लिए खुला
unlocks-say = जब हर किसी को पढ़ पाना चाहिए: तूफ़ान, चुनाव। जो खोला जाता है वह किसी की गिनती में नहीं आता, और अपने आप बंद होता है।
unlock-open = ख़बरें सबके लिए खोलें
unlock-do = खोलें
unlock-end = अभी बंद करें
unlock-reason = कारण
unlock-reason-hint = पाठक इसे इनमें से हर ख़बर पर देखते हैं: “यह ख़बर … तक सबके लिए मुफ़्त है: कारण”।
unlock-reason-wrong = कारण: ज़्यादा से ज़्यादा 200 अक्षरों में लिखिए कि पाठकों को क्या जानना है।
unlock-until-hint = अख़बार के समय में; अब से ज़्यादा से ज़्यादा 14 दिन।
unlock-until-wrong = कब तक: आने वाला समय लिखिए, ज़्यादा से ज़्यादा 14 दिन बाद का।
unlock-has-ended = यह पहले ही पूरा हो चुका है।

# डेस्क के दिए हुए लिंक।
campaigns = अभियान
campaigns-say = न्यूज़लेटर, एयरलाइन या पोस्टर के कोड के लिए लिंक। जो इनसे आता है, वह उतना पढ़ता है जितना लिंक खोलता है, बिना गिनती के।
campaign-add = अभियान जोड़ें
campaign-premium = प्रीमियम ख़बरें भी खोलता है
campaign-landing = छोटा लिंक किस पन्ने पर ले जाए
campaign-landing-hint = जैसे /markets; खाली छोड़ने पर मुखपृष्ठ।
campaign-devices = उपकरण
campaign-devices-max = ज़्यादा से ज़्यादा उपकरण
campaign-devices-hint = खाली छोड़ने पर कोई सीमा नहीं।
campaign-used-of = { $most } में से { $used }
campaign-days = एक उपकरण पर दिन
campaign-days-hint = लिंक से आए उपकरण पर कितने दिन खुला रहे; 0 या खाली का अर्थ है उसी मुलाक़ात तक।
campaign-visit = उसी मुलाक़ात तक
campaign-name-wrong = नाम: 1 से 80 अक्षर लिखिए।
campaign-landing-wrong = पन्ना: इस अख़बार का पता लिखिए, जैसे /markets।
campaign-from-wrong = कब से: समय लिखिए।
campaign-until-wrong = कब तक: आने वाला समय लिखिए, जो शुरुआत के बाद हो।
campaign-devices-wrong = उपकरण: 1 से 10,00,000 तक की संख्या लिखिए, या खाली छोड़िए।
campaign-days-wrong = दिन: 0 से 90 तक की संख्या लिखिए।
campaign-address = छोटा लिंक; { $landing } पर ले जाता है
campaign-query = ख़बरों के लिंक के लिए
campaign-query-hint = इसे ख़बर के पते के अंत में जोड़िए।
campaign-revoke = लिंक वापस लें
campaign-revoked = वापस लिया गया
campaign-has-ended = यह लिंक पहले ही वापस लिया जा चुका है, या है ही नहीं।
campaign-by-day = दिन के अनुसार
campaign-day = दिन

# पाठकों की भेंट।
gifts-of-readers = पाठकों की भेंट
gifts-month = महीना
gifts-given = भेंट
gifts-givers = देने वाले
gifts-opened-on = खोलने वाले उपकरण
gifts-most = सबसे ज़्यादा भेंट की गईं, इस और पिछले महीने
gifts-story = ख़बर
