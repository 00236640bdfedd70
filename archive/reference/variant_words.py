"""The variant words that every archive starts with; curators change them as they like.

A line is the usual form of a word and its other forms. Inflected forms need not be listed, as words are stemmed.
"""

from __future__ import annotations

from collections.abc import Iterator

# What the English stemmer leaves of "authorize", "civilization" … is the stem of another, common word: they are searched for by those
# alone who type them so, and who type "authorise" do not get all reports with "authorities".
CUT_TOO_SHORT = frozenset(
    ["author", "brutal", "central", "civil", "critic", "final", "legal", "modern", "nation", "neutral", "normal", "penal", "special", "terror", "victim"]
)  # fmt: skip

SPELLINGS = """
defence defense
offence offense
licence license
pretence pretense
centre center
theatre theater
metre meter
kilometre kilometer
litre liter
fibre fiber
calibre caliber
sabre saber
manoeuvre maneuver
sombre somber
spectre specter
meagre meager
lustre luster
reconnoitre reconnoiter
labour labor
colour color
honour honor
favour favor
favourite favorite
neighbour neighbor
neighbouring neighboring
neighbourhood neighborhood
harbour harbor
behaviour behavior
rumour rumor
armour armor
armoured armored
armoury armory
humour humor
vigour vigor
rigour rigor
savour savor
splendour splendor
valour valor
vapour vapor
endeavour endeavor
tumour tumor
odour odor
clamour clamor
ardour ardor
rancour rancor
fervour fervor
smoulder smolder
organise organize
organisation organization
authorise authorize
authorisation authorization
recognise recognize
mobilise mobilize
mobilisation mobilization
demobilise demobilize
demobilisation demobilization
stabilise stabilize
stabilisation stabilization
destabilise destabilize
normalise normalize
normalisation normalization
nationalise nationalize
nationalisation nationalization
civilise civilize
civilisation civilization
colonise colonize
colonisation colonization
radicalise radicalize
radicalisation radicalization
militarise militarize
militarisation militarization
modernise modernize
modernisation modernization
centralise centralize
decentralise decentralize
neutralise neutralize
legalise legalize
penalise penalize
criticise criticize
emphasise emphasize
apologise apologize
sympathise sympathize
finalise finalize
terrorise terrorize
brutalise brutalize
marginalise marginalize
specialise specialize
summarise summarize
symbolise symbolize
utilise utilize
minimise minimize
maximise maximize
realise realize
scrutinise scrutinize
patronise patronize
polarise polarize
polarisation polarization
privatise privatize
privatisation privatization
urbanise urbanize
urbanisation urbanization
realisation realization
victimise victimize
analyse analyze
paralyse paralyze
travelled traveled
traveller traveler
travelling traveling
cancelled canceled
cancelling canceling
signalled signaled
signalling signaling
channelled channeled
labelled labeled
modelled modeled
tunnelled tunneled
tunnelling tunneling
quarrelled quarreled
quarrelling quarreling
counsellor counselor
jewellery jewelry
marvellous marvelous
councillor councilor
fulfil fulfill
fulfilment fulfillment
enrol enroll
enrolment enrollment
instalment installment
skilful skillful
wilful willful
dialogue dialog
catalogue catalog
programme program
grey gray
plough plow
sceptic skeptic
sceptical skeptical
sceptically skeptically
aluminium aluminum
aeroplane airplane
gaol jail
moustache mustache
pyjamas pajamas
artefact artifact
judgement judgment
acknowledgement acknowledgment
ageing aging
anaemia anemia
anaesthetic anesthetic
archaeology archeology
archaeologist archeologist
diarrhoea diarrhea
encyclopaedia encyclopedia
foetus fetus
haemorrhage hemorrhage
leukaemia leukemia
mediaeval medieval
orthopaedic orthopedic
paediatric pediatric
paediatrician pediatrician
faeces feces
connexion connection
"""

TRANSLITERATIONS = """
mujahideen mujahedin mujahidin mujaheddin mujahedeen mujahiddin mujahadeen mujahadin mudjahedin moudjahidin moudjahidine
mujahid mujahed moudjahid
madrasa madrassa madrasah madrassah medresseh medrese madaris
mullah mulla molla mollah
mawlawi maulvi mawlavi maulawi mowlawi moulvi
maulana mawlana moulana
sharia shariah shari'a shari'ah syariah chariah
jihad jehad djihad gihad
fatwa fatwah fetwa
burqa burka burkha bourka bourqa
chador chadar chaddar chadri
hijab hejab
ulema ulama oulema
imam emam
qadi qazi kadi cadi
shura shoura choura
jirga jirgah djirga
sheikh shaikh sheik shaykh cheikh
emirate amirate imarat
caliph khalif khalifa
caliphate khilafat khilafah califat
hajj haj hadj
hajji haji hadji haaji
ramadan ramazan ramadhan
nowruz nawroz nauroz nowrooz norouz nevruz
koran quran qur'an
muslim moslem
shia shi'a shiah chia shiite shi'ite chiite
sayyid sayed syed sayyed
emir ameer
jihadi jihadist jehadi
karez kariz qanat
sunni sunnite
sufi soufi
ismaili isma'ili ismailite
wahhabi wahabi wahhabite
wahhabism wahabism
salafi salafist selefi
deobandi deobandist
pashtun pushtun pakhtun pathan pashtoon pakhtoon
pashto pushto pashtu pakhto
tajik tadjik tadzhik
uzbek uzbeg ouzbek
turkmen turkoman turcoman
hazara hazarah hezareh
baloch baluch balouch baluchi balochi
kuchi kochi
nuristani nouristani
lashkar lashkare lashgar
fedayeen fedayin fidayeen fedaiyin
intifada intifadah intefada
hezbollah hizbollah hizbullah hezballah
kalashnikov kalashnikoff kalachnikov
wadi ouadi oued
hammam hamam
bazaar bazar
caravanserai caravansary caravansarai
dacoit dakoit
afgan afghan
zakat zakah
ushr oshr
purdah pardah
peshmerga pesh-merga peshmarga
ayatollah ayatullah
hojatoleslam hojjatoleslam hujjatulislam
tsar czar
tsarist czarist
gulag goulag
spetsnaz spetznaz
kolkhoz kolkhos
"""

COMPOUNDS = """
ceasefire cease-fire
airstrike air-strike
airbase air-base
airfield air-field
airlift air-lift
airdrop air-drop
airspace air-space
airpower air-power
landmine land-mine
minefield mine-field
warlord war-lord
warplane war-plane
warship war-ship
wartime war-time
warhead war-head
battlefield battle-field
battlefront battle-front
battleground battle-ground
frontline front-line
gunship gun-ship
gunman gun-man
gunmen gun-men
gunfire gun-fire
gunpoint gun-point
gunpowder gun-powder
machinegun machine-gun
checkpoint check-point
roadblock road-block
roadside road-side
stronghold strong-hold
foothold foot-hold
foothills foot-hills
hillside hill-side
hilltop hill-top
countryside country-side
peacekeeper peace-keeper
peacekeeping peace-keeping
peacetime peace-time
policeman police-man
policemen police-men
policymaker policy-maker
lawmaker law-maker
firefight fire-fight
firepower fire-power
firewood fire-wood
crossfire cross-fire
crossroads cross-roads
bloodshed blood-shed
bodyguard body-guard
bulletproof bullet-proof
counterattack counter-attack
counteroffensive counter-offensive
counterinsurgency counter-insurgency
counterterrorism counter-terrorism
countermeasure counter-measure
antiaircraft anti-aircraft
antitank anti-tank
antipersonnel anti-personnel
antigovernment anti-government
takeover take-over
handover hand-over
standoff stand-off
breakthrough break-through
breakdown break-down
buildup build-up
crackdown crack-down
pullout pull-out
shootout shoot-out
showdown show-down
turnout turn-out
runoff run-off
lineup line-up
lookout look-out
loophole loop-hole
lifeline life-line
pipeline pipe-line
guideline guide-line
deadline dead-line
railway rail-way
railroad rail-road
motorway motor-way
motorcycle motor-cycle
motorcade motor-cade
seaport sea-port
spaceport space-port
schoolteacher school-teacher
schoolgirl school-girl
shopkeeper shop-keeper
stockpile stock-pile
storehouse store-house
warehouse ware-house
safehouse safe-house
guesthouse guest-house
farmland farm-land
grassroots grass-roots
homeland home-land
heartland heart-land
borderland border-land
tribesman tribes-man
tribesmen tribes-men
clansman clans-man
nongovernmental non-governmental
nonviolent non-violent
multinational multi-national
postwar post-war
prewar pre-war
midday mid-day
northeast north-east
northwest north-west
southeast south-east
southwest south-west
northeastern north-eastern
northwestern north-western
southeastern south-eastern
southwestern south-western
reopen re-open
reelect re-elect
reelection re-election
reestablish re-establish
resupply re-supply
cooperate co-operate
cooperation co-operation
coordinate co-ordinate
coordination co-ordination
coordinator co-ordinator
"""

FORMS = """
die dead death
fall fell fallen
fight fought
flee fled
win won
lose lost loss
seek sought
bring brought
buy bought
catch caught
teach taught
think thought
hold held
lead led
meet met
shoot shot
strike struck stricken
break broke broken
begin began begun
bleed bled
blow blew blown
build built
burn burnt
choose chose chosen
come came
deal dealt
dig dug
draw drew drawn
drive drove driven
eat ate eaten
feed fed
feel felt
find found
fly flew flown
forbid forbade forbidden
forget forgot forgotten
forgive forgave forgiven
freeze froze frozen
give gave given
grow grew grown
hang hung
hear heard
hide hid hidden
keep kept
know knew known
lend lent
overcome overcame
overrun overran
overthrow overthrew overthrown
pay paid
ride rode ridden
rise rose risen
run ran
sell sold
send sent
shake shook shaken
shrink shrank shrunk
sing sang sung
sink sank sunk
sit sat
sleep slept
slay slew slain
speak spoke spoken
spend spent
stand stood
steal stole stolen
swear swore sworn
sweep swept
swim swam swum
take took taken
tear tore torn
tell told
throw threw thrown
undergo underwent undergone
understand understood
undertake undertook undertaken
wear wore worn
weep wept
withdraw withdrew withdrawn withdrawal
withhold withheld
withstand withstood
write wrote written
arise arose arisen
awake awoke awoken
beat beaten
bite bit bitten
child children
man men
woman women
foot feet
tooth teeth
wife wives
life lives
knife knives
thief thieves
crisis crises
"""

# Of each kind of model VariantWords.Kind.
LINES = {"spelling": SPELLINGS, "transliteration": TRANSLITERATIONS, "compound": COMPOUNDS, "form": FORMS}


def shipped() -> Iterator[dict]:
    """Yield the columns of each line."""
    for kind, lines in LINES.items():
        for line in lines.split("\n"):
            if line:
                word, *others = line.split()
                yield {"kind": kind, "word": word, "others": others}
