import { own } from './own'

/**
 * Everything that can go wrong for a caller: code → HTTP status and one sentence: what happened,
 * what to do. `{name}` is filled from the details.
 */
const problems = {
  'input.invalid': [400, '填写的内容有误：{what}。改好再交，您填的还在'],
  'input.tooLarge': [413, '文件太大，请分成几份再传'],
  'access.unknown': [401, '请重新打开应急钉，再登录一次'],
  'access.codeExpired': [401, '登录已过期，请退出后重新打开应急钉'],
  'access.notListed': [403, '名单里没有您，请找乡镇应急办登记'],
  'access.forbidden': [403, '这一项您不能办，请找 {who}'],
  'access.tooMany': [429, '请求太多，请等一分钟再试'],
  'access.busy': [503, '现在人太多，请过几秒再试'],
  'input.tooSlow': [408, '网络太慢，没有传完，请再试一次'],
  'access.foreign': [404, '没有找到，可能已经撤回，请刷新'],
  'unit.notFound': [404, '没有叫“{name}”的单位，请照名单写全名'],
  'unit.ambiguous': [409, '有 {count} 个“{name}”，请写上乡镇名'],
  'person.notFound': [404, '名单里没有这个人，请先登记'],
  'post.notFound': [404, '没有找到这个岗位，请刷新'],
  'post.unknownKind': [400, '没有“{name}”这种岗位，请从下拉表里选'],
  'cover.tooLong': [400, '顶岗最长 {days} 天，请改短'],
  'cover.self': [400, '不能请自己顶岗，请另选一人'],
  'cover.notFound': [404, '没有找到这次顶岗，可能已经结束'],
  'file.notExcel': [400, '这不是 Excel 文件（.xlsx），请另存为 .xlsx 再传'],
  'file.oldExcel': [400, '这是旧的表格格式（如 .xls），请用 WPS 或 Excel 打开，另存为 .xlsx 再传'],
  'file.encrypted': [400, '这个文件加了密码，打不开。请去掉密码，另存一次再传'],
  'file.broken': [400, '这个文件坏了，或没有传完整。请用 WPS 或 Excel 打开，另存为 .xlsx 再传'],
  'file.empty': [400, '这个文件是空的，请打开看一看，填好再传'],
  'file.tooSlow': [413, '这个文件太复杂，{seconds} 秒没有读完，请分成几份再传'],
  'file.busy': [503, '现在传表格的人太多，请过一分钟再传'],
  'file.doubledHeads': [400, '表头“{heads}”有两列，请只留一列；两张表请上下放，或分开传'],
  'file.noRows': [400, '表里没有可用的行，请用下载的模板填写'],
  'file.missingHeads': [400, '表头缺少：{heads}。请用下载的模板填写'],
  'warning.notFound': [404, '没有找到这条预警，请刷新'],
  'warning.unclear': [400, '没有看懂。请照样子发：预警 台风 橙 石塘镇 危房工棚人员转移 18:00前'],
  'warning.noSuchNumber': [404, '没有编号 {number} 的预警等您批准，请看清编号再发'],
  'warning.selfApproval': [403, '您写的要由别人批准，可找 {who}'],
  'warning.noAudience': [409, '这个范围里没有人可发，请换范围或先登记责任人'],
  'warning.alreadySent': [409, '这条预警已经批准，不用再批'],
  'warning.refused': [409, '这条预警已被退回，请改好重发'],
  'warning.lifted': [409, '这条预警已解除，不用再办'],
  'warning.notSent': [409, '这条预警还没有批准发布'],
  'warning.notYours': [403, '这条预警没有发给您，不用确认'],
  'warning.noneOpen': [404, '您没有等着确认的预警'],
  'checklist.notFound': [404, '没有找到这张清单，请刷新'],
  'checklist.withdrawn': [409, '这张清单已经撤回，不用再填'],
  'checklist.notYours': [403, '这一项由{who}填，您不用填'],
  'checklist.conflict': [409, '{who} {at} 已经交过这一项。您填的还在，看两份，选一份'],
  'checklist.incomplete': [400, '{what}。改好再交，您填的还在'],
  'checklist.auto': [409, '这一项系统已经填好，不用您填'],
  'checklist.passed': [409, '这一项上级已经通过。要改，请上级先退回'],
  'checklist.nothingBefore': [409, '上期没有填过，请打开填一次'],
  'checklist.tooLarge': [413, '这一项填得太多，请写短些，或分成几次交'],
  'checklist.ownReview': [403, '本级填的要由上一级审核，可找 {who}'],
  'checklist.notSubmitted': [409, '这一项还没有交，不用审核'],
  'checklist.changed': [409, '对方刚刚改过，请刷新后再审核'],
  'checklist.reasonMissing': [400, '退回要写一句原因，对方才知道改什么'],
  'checklist.noUnits': [409, '这个范围里没有这样的单位，请换范围'],
  'checklist.noTemplate': [404, '没有这张清单，请刷新'],
  'checklist.nameTaken': [409, '“{name}”这个编号已经有了，请换一个编号'],
  'checklist.byCalendar': [409, '这张清单按时间自动发，不用再发'],
  'checklist.ofPolicy': [409, '这张清单写在市里的配置里，要停用请找系统管理员'],
  'checklist.dueTooSoon': [400, '期限已经过了，请选以后的日子'],
  'checklist.dueTooFar': [400, '期限太远，请选两年以内的日子'],
  'photo.notOne': [400, '这不是照片，请重新拍一张，或选一张 JPG、PNG 图片'],
  'photo.tooLarge': [413, '照片太大，最多 10 MB，请重新拍一张'],
  'photo.tooMany': [429, '今天传的照片太多，请明天再传'],
  'photo.underWay': [404, '照片还在传，过一会儿再看'],
  'photo.lost': [404, '照片丢了，已请他重拍'],
  'photo.notFound': [404, '没有找到这张照片，可能还没有传完'],
  'feed.notXml': [400, '不是预警 XML 文件，没有收下：{what}'],
  'feed.unsafe': [400, '预警 XML 里有外部引用或实体，没有收下'],
  'feed.invalid': [400, '预警 XML 内容不合规，没有收下：{what}'],
  'feed.unknownArea': [400, '预警 XML 的区划不在本市，没有收下：{what}'],
  'channel.down': [503, '钉钉现在不通，稍后自动再发，不用再按'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ProblemCode = keyof typeof problems

/**
 * The one error of the house: a code for programs, a sentence for people. Any other error is a bug.
 */
export class Problem extends Error {
  override name = 'Problem'
  constructor(
    readonly code: ProblemCode,
    readonly details: Record<string, unknown> = {},
  ) {
    super(
      problems[code][1].replace(/\{(\w+)\}/g, (_, name: string) =>
        String(own(details, name) ?? own(fallback, name) ?? ''),
      ),
    )
  }
  get status() {
    return problems[this.code][0]
  }
}
const fallback: Record<string, string> = { who: '上级值班室', what: '请检查' }
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problems, code)
