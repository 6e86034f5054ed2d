import { app, codesOf, isOutsideScope, mishapIn } from '../advice'
import { atOnce, fine, unseen, wrong, type Check } from '../check'

const departments: Check = {
  name: 'departments',
  title: '读部门',
  after: ['allowed'],
  inService: atOnce,
  permission: '通讯录部门信息读 qyapi_get_department_list',
  async run({ probe }) {
    try {
      return fine(`看得到，最上面一层有 ${await probe().rootDepartments()} 个部门`)
    } catch (error) {
      if (!codesOf(mishapIn(error)).some(isOutsideScope)) throw error
      return fine('有权限')
    }
  },
}

const everybody: Check = {
  name: 'everybody',
  title: '通讯录范围是全体',
  after: ['departments'],
  inService: atOnce,
  permission: '通讯录部门信息读 qyapi_get_department_list',
  async run({ probe }) {
    return fine(`全体，「${await probe().rootName()}」整个看得到`)
  },
}

const members: Check = {
  name: 'members',
  title: '读人员',
  after: ['everybody'],
  inService: atOnce,
  permission: '成员信息读 qyapi_get_member',
  async run({ probe }) {
    await probe().rootMembers()
    return fine('看得到')
  },
}

const admin: Check = {
  name: 'admin',
  title: '管理员本人',
  after: ['members'],
  inService: atOnce,
  async run({ probe, adminKey }) {
    if (!adminKey) {
      return unseen(
        '没有说您是谁：运行 npm run doctor -- --admin 用户ID，ID 在 oa.dingtalk.com → 通讯录 → 点开本人的详情里',
      )
    }
    const person = await probe().person(adminKey)
    return fine(`是${person.name}`, { person })
  },
}

const mobiles: Check = {
  name: 'mobiles',
  title: '读手机号',
  after: ['admin'],
  inService: atOnce,
  run(_stage, { person }) {
    if (person!.hasMobile) return fine('看得到')
    return wrong(
      `看不到手机号：到 ${app} → 权限管理，开通「手机号信息 fieldMobile」，范围选全部员工；不开时按姓名和部门认人`,
    )
  },
}

export const contactChecks: readonly Check[] = [departments, everybody, members, admin, mobiles]
