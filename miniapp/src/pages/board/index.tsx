import { useRouter } from '@tarojs/taro'
import { Choose } from './choose'
import { Tree } from './tree'

/** 回执: the tree of who is missing, down to names. Without a warning named: which ones there are. */
export default function BoardPage() {
  const { warningId } = useRouter().params
  return warningId ? <Tree warningId={warningId} /> : <Choose />
}
