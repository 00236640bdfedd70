"""Words for peoples, faiths and days, which English prints with a capital although they are not names.

Each is given folded, in the singular; a plural with -s is meant too.
"""

from __future__ import annotations

from functools import cache

PEOPLES = """
    afghan afghani african albanian algerian american arab arabic argentine armenian asian australian austrian azeri azerbaijani bahraini
    baluch baluchi balochi bangladeshi belarusian belgian bengali berber bosnian brazilian british briton bulgarian burmese canadian
    catholic caucasian chadian chechen chinese christian circassian colombian congolese cossack croat croatian cuban czech danish
    dari dutch egyptian english eritrean ethiopian european farsi finnish french fulani georgian german greek gulf gujar hausa hazara hebrew
    hindi hindu hungarian hutu indian indonesian iranian iraqi irish islamic islamist ismaili israeli italian japanese jewish jew jordanian
    kashmiri kazakh kenyan korean kurd kurdish kuwaiti kyrgyz kirghiz lebanese liberian libyan malay malaysian malian maltese mexican
    mongol moroccan moslem muslim nepalese nigerian nordic norwegian omani orthodox ottoman pakistani palestinian
    panjshiri pashai pashto pashtun pathan pushtun persian polish pole portuguese protestant punjabi qatari qizilbash romanian russian
    rwandan saudi scottish scot serb serbian shia shiite shi'a shi'ite sikh sinhalese slav slovak somali soviet spanish spaniard sudanese
    sunni sufi swede swedish swiss syrian tajik talib tamil tatar tibetan tunisian turk turkic turkish turkmen tutsi ugandan ukrainian
    urdu uzbek uyghur uighur vietnamese wahhabi welsh western westerner yazidi yemeni yugoslav zaidi zimbabwean
    communist marxist maoist leninist nazi fascist khalqi parchami baathist
"""
DAYS = """
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    ramadan ramazan eid nowruz christmas easter thanksgiving gmt bst utc est edt cet
"""


@cache
def capitalised_words() -> frozenset[str]:
    """Return the folded words of peoples, faiths and days, in the singular and the plural."""
    words = (PEOPLES + DAYS).replace("'", "").split()
    return frozenset(words) | {f"{word}s" for word in words}


@cache
def days_and_months() -> frozenset[str]:
    """Return the folded words of days, months and feasts."""
    return frozenset(DAYS.split())
