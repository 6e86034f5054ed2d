import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='lists'><Nothing title='lists' /></Screen> }
