import { Nothing, Screen } from '../../parts/screen'

export default function Page() { return <Screen title='task'><Nothing title='task' /></Screen> }
