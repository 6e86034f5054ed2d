import { postKinds, expectTold, type Fault } from './broken.support'

test.each<Fault>([
  // YAML itself
  [
    'a bracket not closed',
    'posts.yaml',
    {
      from: 'roles: [holder]\n    superiors: [villageHead]\n',
      to: 'roles: [holder\n    §superiors: [villageHead]\n',
      message:
        'not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    },
  ],
  [
    'an anchor that is not there',
    'posts.yaml',
    { from: '*up', to: '§*upp', message: '*upp is not defined above as &upp' },
  ],
  // keys
  [
    'a typo in a key',
    'posts.yaml',
    {
      from: '    superiors: [villageHead]',
      to: '    §supperiors: [villageHead]',
      message:
        'unknown key "supperiors", did you mean "superiors"? (allowed: name, title, at, roles, mandatory, object, superiors, aliases)',
    },
  ],
  [
    'a typo in a key that is needed',
    'posts.yaml',
    {
      from: '    title: 网格员',
      to: '    §titel: 网格员',
      message:
        'unknown key "titel", did you mean "title"? (allowed: name, title, at, roles, mandatory, object, superiors, aliases)',
    },
  ],
  [
    'a key that resembles none',
    'posts.yaml',
    {
      from: 'cover: {',
      to: 'cover: { §weather: fine,',
      message: 'unknown key "weather" (allowed: maxDays)',
    },
  ],
  [
    'a key missing',
    'posts.yaml',
    {
      from: 'name: gridMember\n    title: 网格员\n',
      to: '§name: gridMember\n',
      message: '"title" is missing: expected a text',
    },
  ],
  // values
  [
    'an unknown role',
    'posts.yaml',
    {
      from: 'roles: [holder]\n',
      to: 'roles: [§holdr]\n',
      message:
        'unknown value "holdr", did you mean "holder"? (allowed: admin, duty, approver, leader, office, holder)',
    },
  ],
  [
    'a unit kind that is none',
    'posts.yaml',
    {
      from: 'at: [grid]\n',
      to: 'at: [§province]\n',
      message: 'unknown value "province" (allowed: city, county, township, area, village, grid)',
    },
  ],
  [
    'a text for a list',
    'posts.yaml',
    {
      from: 'at: [grid]\n',
      to: 'at: §grid\n',
      message: 'at: expected a list [a, b], found "grid"',
    },
  ],
  [
    'a number too small',
    'posts.yaml',
    { from: 'maxDays: 30', to: 'maxDays: §0', message: 'maxDays: 0 is too little, at least 1' },
  ],
  [
    'an empty list',
    'posts.yaml',
    {
      from: 'at: [grid]\n',
      to: 'at: §[]\n',
      message: 'at: a list of 0 is too little, at least 1 in the list',
    },
  ],
  [
    'a name in Chinese',
    'posts.yaml',
    {
      from: 'name: gridMember',
      to: 'name: §网格员',
      message: 'name: "网格员" has the wrong form, it must fit /^[a-z][a-zA-Z0-9]*$/',
    },
  ],
  [
    'a time that is none',
    'posts.yaml',
    {
      from: "'03:10'",
      to: "§'25:10'",
      message: 'syncAt: "25:10" has the wrong form, it must fit /^([01]\\d|2[0-3]):[0-5]\\d$/',
    },
  ],
  // what belongs together
  [
    'a superior that is no post',
    'posts.yaml',
    {
      from: '[villageHead]',
      to: '[§villageHed]',
      message: `no post is called "villageHed", did you mean "villageHead"? (allowed: ${postKinds})`,
    },
  ],
  [
    'a superior that is no post, behind an anchor',
    'posts.yaml',
    {
      from: '&up [commander]',
      to: '&up [§comander]',
      message: `no post is called "comander", did you mean "commander"? (allowed: ${postKinds})`,
    },
  ],
  [
    'superiors that go round',
    'posts.yaml',
    {
      from: 'roles: [leader, approver]',
      to: 'roles: [leader, approver], superiors: §[commander]',
      message: 'superiors go round: commander → commander',
    },
  ],
  [
    'superiors that go round over two',
    'posts.yaml',
    {
      from: 'roles: [leader, approver] }\n  - { name: clerk, title: 干事, at: [county], roles: [duty]',
      to: 'roles: [leader, approver], superiors: §[clerk] }\n  - { name: clerk, title: 干事, at: [county], roles: [duty], superiors: [commander]',
      message: 'superiors go round: commander → clerk → commander',
    },
  ],
  [
    'a superior that stands below',
    'posts.yaml',
    {
      from: 'roles: [duty]',
      to: 'roles: [duty], superiors: [§gridMember]',
      message: '"gridMember" only stands below "clerk": at grid',
    },
  ],
  [
    'two posts with one name',
    'posts.yaml',
    { from: 'name: helper', to: 'name: §gridMember', message: 'post "gridMember" stands twice' },
  ],
  [
    'two posts with one title',
    'posts.yaml',
    { from: 'title: 帮手', to: 'title: §网格员', message: 'title "网格员" stands twice' },
  ],
  [
    'an alias that is the title of another',
    'posts.yaml',
    { from: 'title: 指挥', to: 'title: §村主任', message: 'title "村主任" stands twice' },
  ],
])('%s is told with its place', (_, file, fault) => expectTold(file, fault))
